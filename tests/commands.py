"""The commands of the program as its help lists them, for tests that hold for each of them."""
import re
import subprocess


def help_of(spanvet, *words):
    done = subprocess.run([spanvet, *words, "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and not done.stderr, done
    return done.stdout


def listed(text):
    """The words at the left of the list of commands."""
    part = re.search(r"^commands:\n((?:  .*\n)+)", text, flags=re.M)
    return re.findall(r"^  ([a-z]+) +\S", part[1], flags=re.M) if part else []


def groups(spanvet):
    """By group: its commands."""
    words = listed(help_of(spanvet))
    return {word: verbs for word in words if (verbs := listed(help_of(spanvet, word)))}


def commands(spanvet):
    """Each that can be run, as its words."""
    held = groups(spanvet)
    return [words for word in listed(help_of(spanvet))
            for words in ([(word, verb) for verb in held[word]] if word in held else [(word,)])]
