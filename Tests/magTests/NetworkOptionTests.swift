import Foundation
import MAG
import Testing

@testable import mag

@Suite("What is said of a network on the command line") struct NetworkOptionTests {
  private static let description = """
    input: [1, 2, 2]
    layers:
      - {name: c, kind: convolution}
      - kind: flatten
      - {name: d, kind: dense}
    """

  /// The toy network as a convolution that doubles every pixel and a layer of half its weights.
  private func writeConvolution(_ place: Workplace) throws {
    try place.toy()
    let file = SafetensorsFile(tensors: [
      StoredTensor(name: "c.weight", extents: [1, 1, 1, 1], values: [2] as [Float]),
      StoredTensor(name: "d.weight", extents: [2, 4], values: Toy.weights.map { $0 / 2 }),
      StoredTensor(name: "d.bias", extents: [2], values: Toy.biases),
    ])
    try file.write(to: place.folder.appendingPathComponent("c.safetensors"))
    try place.write(Self.description, to: "c.yaml")
  }

  /// Two square layers without biases.
  private func writeSquares(_ place: Workplace) throws {
    try place.toy()
    let values = (0..<16).map { Float($0) / 16 }
    let file = SafetensorsFile(tensors: [
      StoredTensor(name: "0.weight", extents: [4, 4], values: values),
      StoredTensor(name: "1.weight", extents: [4, 4], values: values),
    ])
    try file.write(to: place.folder.appendingPathComponent("s.safetensors"))
  }

  @Test("a described network is measured like the one it equals, and its description recorded")
  func architecture_isUsedAndRecorded() throws {
    try Workplace.use { place in
      try writeConvolution(place)
      let line = "c.safetensors --architecture c.yaml --json -"
      let outcome = try place.runToy("inspect \(line)")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let document = JSONValue(text: outcome.output)
      #expect(document.entry["clean_correct"].int == 5)
      #expect(document.entry["layers"].list.map { $0["kind"].text } == ["convolution", "dense"])
      #expect(document.entry["layers"][0]["shape"].text == "1×2×2 → 1×2×2")
      #expect(
        document.entry["assumptions"][0].text == "--architecture says the layers (c.yaml).")
      #expect(document["configuration"]["architecture"].text == "c.yaml")
      #expect(document["configuration"]["architecture_sha256"].text?.count == 64)
      let described = JSONValue(text: try place.runToy("align \(line)").output)
      let plain = JSONValue(text: try place.runToy("align toy.safetensors --json -").output)
      #expect(plain["configuration"].keys.contains("architecture"))
      #expect(plain["configuration"]["architecture"].value == nil)
      #expect(
        described.entry["alignment"]["cosine"]["mean"].double
          == plain.entry["alignment"]["cosine"]["mean"].double)
      let robust = try place.runToy(
        "robustness c.safetensors --architecture c.yaml --epsilons 0,0.1 --steps 2")
      #expect(robust.code == 0, "\(robust.errors)")
    }
  }

  @Test("inspect lists tensors, layers and sources for people too")
  func inspect_text_hasTables() throws {
    try Workplace.use { place in
      try writeConvolution(place)
      let listing = Self.description.replacing(
        "- kind: flatten", with: "- {kind: flatten, from: [c, input]}")
      try place.write(listing, to: "sum.yaml")
      let outcome = try place.runToy("inspect c.safetensors --architecture sum.yaml")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let layers = try #require(
        PrintedTable.all(in: outcome.output).first { $0.header.first == "layer" })
      #expect(layers["kind"] == ["convolution", "identity", "dense"])
      #expect(layers["from"] == ["input", "0 + input", "1"])
      #expect(layers["parameters"] == ["1", "0", "10"])
    }
  }

  @Test("tensors that make no network are listed all the same")
  func inspect_noNetwork_listsTensors() throws {
    try Workplace.use { place in
      try writeConvolution(place)
      let outcome = try place.runToy("inspect c.safetensors")
      #expect(outcome.code == 65)
      #expect(outcome.errors.contains("describe its layers with --architecture"))
      let table = try #require(
        PrintedTable.all(in: outcome.output).first { $0.header.first == "tensor" })
      #expect(table["tensor"] == ["c.weight", "d.weight", "d.bias"])
    }
  }

  @Test("activation and orientation are used, said and recorded by every command")
  func hints_areRecorded() throws {
    try Workplace.use { place in
      try writeSquares(place)
      let hints = "--activation leaky-relu:0.3 --transposed"
      for line in ["inspect s.safetensors \(hints)", "align s.safetensors \(hints)"] {
        let outcome = try place.runToy("\(line) --json -")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let document = JSONValue(text: outcome.output)
        #expect(document["configuration"]["activation"].text == "leaky-relu:0.3")
        #expect(document["configuration"]["transposed"].bool == true)
        #expect(document.entry["layers"][1]["kind"].text == "leaky-relu:0.3")
        let said = document.entry["assumptions"].list.compactMap(\.text)
        #expect(said.count { $0.hasPrefix("--") } == 2)
      }
      let converted = try place.run(
        ["convert", "s.safetensors", "t.safetensors", "--json", "-"]
          + hints.split(separator: " ").map(String.init))
      #expect(converted.code == 0, "\(converted.errors)")
      let document = JSONValue(text: converted.output)
      #expect(document["configuration"]["transposed"].bool == true)
      let written = try Checkpoint.load(place.folder.appendingPathComponent("t.safetensors"))
      #expect(written.network.parameters[1] == 0.25)
      #expect(written.metadata[.architecture] == "4-4-4 leaky-relu:0.3")
    }
  }

  @Test("a difference is shown with what was assumed, which may be the reason")
  func check_differs_listsAssumptions() throws {
    try Workplace.use { place in
      try writeSquares(place)
      try place.write(
        #"{"images":[[1,0,0,0],[0,1,0,0]],"logits":[[1,2,3,4],[4,3,2,1]]}"#, to: "r.json")
      let outcome = try place.run(["check", "s.safetensors", "--logits", "r.json"])
      #expect(outcome.code == 1)
      #expect(outcome.output.contains("assumed       The file does not name its activations"))
      #expect(outcome.output.contains("assumed       The weights could lie either way"))
    }
  }

  @Test(
    "what cannot be is refused with its code",
    arguments: [
      ("--activation sine", 64, "one of relu"),
      ("--architecture c.yaml --transposed", 64, "--transposed beside it"),
      ("--architecture c.yaml --activation relu", 64, "--activation beside it"),
      ("--architecture none.yaml", 66, "none.yaml"),
      ("--architecture bad.yaml", 65, "bad.yaml: line 2"),
    ])
  func options_wrong_areRefused(_ options: String, _ code: Int, _ words: String) throws {
    try Workplace.use { place in
      try writeConvolution(place)
      try place.write("input: 4\nlayers: [{kind: x}]\n", to: "bad.yaml")
      let outcome = try place.runToy("inspect c.safetensors \(options)")
      #expect(outcome.code == Int32(code) && outcome.output.isEmpty)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
  }
}
