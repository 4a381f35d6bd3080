import Foundation
import MAGFiles
import Testing

@testable import MAGNetwork

/// Files of a few megabytes in which looking every name up among all others would take hours.
@Suite("Files with a great many names") struct ManyNamesTests {
  @Test("metadata of a million pairs keep their order and their values")
  func metadata_many_areRead() throws {
    let count = 1_000_000
    let pairs = (0..<count).map { "\"k\($0)\":\"\($0)\"" }.joined(separator: ",")
    let file = try SafetensorsFile(
      parsing: container("{\"__metadata__\":{\(pairs)}}"), path: "m")
    #expect(file.metadata.entries.count == count)
    #expect(file.metadata.entries[count - 1].key == "k\(count - 1)")
    #expect(file.metadata["k77"] == "77" && file.metadata["x"] == nil)
  }

  @Test("a value that is removed moves those behind it up, and can be set again at the end")
  func metadata_removed_keepOrder() {
    var metadata: CheckpointMetadata = ["a": "1", "b": "2", "c": "3"]
    metadata["a"] = nil
    metadata["c"] = "4"
    metadata["a"] = "5"
    #expect(metadata.entries.map(\.key) == ["b", "c", "a"])
    #expect(metadata.entries.map(\.value) == ["2", "4", "5"])
    #expect(metadata["b"] == "2" && metadata["a"] == "5")
  }

  @Test("a pickle that names one large dictionary many times")
  func pickle_repeatedDictionary_isLookedAtOnce() throws {
    let count = 30_000
    // Every call of the builder copies what is there; the names are made in one piece.
    let start = PickleBuilder(bytes: Data())
    let names = (0..<count).map { start.text("n\($0)").bytes }
    let inner = names.reduce(into: Data()) { $0 += $1 + Data([0x4E]) }
    let outer = names.reduce(into: Data()) { $0 += $1 + Data([0x68, 0]) }
    let pickle = PickleBuilder().op("}(").text("inner").op("}q").op([0]).op("(")
      .op([UInt8](inner)).op("u").op([UInt8](outer)).op("u")
    let error = #expect(throws: CheckpointFailure.self) {
      try CheckpointFormat.parse(pickle.legacy([]), path: "m")
    }
    #expect(
      error?.description.hasPrefix(
        "m: expected one dictionary of tensors by name, found a dictionary of inner, n0, n1,")
        == true)
  }

  @Test("a pickle that names one long list of dictionaries many times")
  func pickle_repeatedList_isLookedIntoOnce() throws {
    let count = 30_000
    let start = PickleBuilder(bytes: Data())
    let names = (0..<count).reduce(into: Data()) { $0 += start.text("n\($1)").bytes + [0x68, 0] }
    let pickle = PickleBuilder().op("}(").text("all").op("]q").op([0]).op("(")
      .op([UInt8](repeating: UInt8(ascii: "}"), count: count)).op("e").op([UInt8](names)).op("u")
    let error = #expect(throws: CheckpointFailure.self) {
      try CheckpointFormat.parse(pickle.legacy([]), path: "m")
    }
    #expect(error?.description.contains("found a dictionary of all, n0, n1,") == true)
  }

  @Test("an ONNX node with a long name and many inputs")
  func onnx_longName_isMadeOnce() throws {
    var node = ONNXNode.make("Gemm", [String](repeating: "w", count: 500_000) + ["?"], "y")
    node.name = String(repeating: "n", count: 1_000_000)
    let file = try ONNXFile(
      parsing: ONNXModel([node], [.numbers("w", 4, 3)]).bytes, path: "m.onnx")
    let error = #expect(throws: CheckpointFailure.self) { try file.interpreted(path: "m.onnx") }
    #expect(error?.description.contains("takes the value ?, which nothing gives") == true)
  }
}
