"""Every planter, by the code of its rule, in the order of the catalogue."""

import defects_beyond
import defects_errors
import defects_identity
import defects_inputs
import defects_invented
import defects_lifecycle
import defects_metrics
import defects_numbers
import defects_pcrowd
import defects_personal
import defects_pshape
import defects_ptime
import defects_required
import defects_safety
import defects_shape
import defects_values
import defects_written
from planting import DEFECTS

# Importing them fills the register.
FAMILIES = (defects_beyond, defects_errors, defects_identity, defects_inputs, defects_invented,
            defects_lifecycle, defects_metrics, defects_numbers, defects_pcrowd, defects_personal,
            defects_pshape, defects_ptime, defects_required, defects_safety, defects_shape,
            defects_values, defects_written)

CODES = (
    "I001", "I002", "I003", "I004", "I005", "I006", "I007", "I008", "I009", "I010", "I011", "I012",
    "T013", "T014", "T015", "T016", "T017", "T018", "T019", "T020", "T021", "T022", "T023", "T024",
    "T025", "T026", "T027", "U028", "U029", "U030", "U031", "U032", "U033", "U038", "U039", "U040",
    "U041", "U152", "S042", "S043", "S044", "S045", "S046", "S047", "S048", "S049", "S050", "S051",
    "S052", "S053", "S054", "S151", "S153", "S154", "S155", "N055", "N056", "N057", "N058", "N059",
    "N060", "N061", "N062", "N063", "N064", "N065", "N066", "N067", "N068", "N157", "N158", "N159",
    "N160", "N161", "N162", "F069", "F070", "F071", "F072", "F073", "F074", "F075", "F076", "F077",
    "F078", "F079", "A081", "A082", "A083", "A084", "A085", "A086", "A087", "A088", "A089", "A090",
    "A091", "A092", "A093", "A094", "A095", "A096", "A169", "A170", "A171", "A173", "R097", "R098",
    "R099", "R100", "R101", "R102", "R103", "R104", "R105", "R106", "R172", "R181", "R182", "R183",
    "R184", "L108", "L109", "L110", "L111", "L156", "E114", "E115", "E116", "E117", "E118", "E119",
    "E120", "E121", "E122", "E123", "E124", "E125", "E126", "E127", "E128", "E129", "E130", "E131",
    "E132", "E178", "E179", "E180", "P133", "P134", "P135", "P136", "P137", "P138", "P139", "P140",
    "P141", "P142", "M143", "M144", "M145", "M146", "M147", "M149", "M150", "G163", "G164", "G165",
    "G166", "G167", "G168", "V174", "V175", "V176", "V177",
)

assert set(CODES) == set(DEFECTS), "the table and the register differ"
assert all(len(DEFECTS[code]) >= 4 for code in CODES), "four variations a rule at least"
