// Reads a Terraform file with HashiCorp's own parser and prints the attributes of its resources as
// one JSON object: tests/metrics_stage.py holds them against the bodies they were made of.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

func fail(what any) {
	fmt.Fprintln(os.Stderr, what)
	os.Exit(1)
}

func value(attribute *hclsyntax.Attribute) json.RawMessage {
	v, trouble := attribute.Expr.Value(nil)
	if trouble.HasErrors() {
		fail(trouble)
	}
	text, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		fail(err)
	}
	return text
}

func main() {
	file, trouble := hclparse.NewParser().ParseHCLFile(os.Args[1])
	if trouble.HasErrors() {
		fail(trouble)
	}
	var resources []string
	for _, block := range file.Body.(*hclsyntax.Body).Blocks {
		if block.Type != "resource" {
			continue
		}
		attributes := map[string]json.RawMessage{}
		for name, attribute := range block.Body.Attributes {
			attributes[name] = value(attribute)
		}
		text, err := json.Marshal(attributes)
		if err != nil {
			fail(err)
		}
		name, _ := json.Marshal(block.Labels[1])
		resources = append(resources, string(name)+": "+string(text))
	}
	fmt.Println("{" + strings.Join(resources, ",\n") + "}")
}
