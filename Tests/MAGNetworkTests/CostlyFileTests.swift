import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

/// Small files that would take hours or gigabytes if what they name were looked up, listed or
/// reserved without a thought for how often.
@Suite("Files that ask for much") struct CostlyFileTests {
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

  /// A graph from `x` [1, 4] through `count` additions, each of the one before and `addend`.
  private func additions(of addend: String, _ count: Int, from first: String) -> [ONNXNode] {
    (0..<count).map { index in
      .make("Add", [index == 0 ? first : "s\(index - 1)", addend], "s\(index)")
    }
  }

  @Test("a chain of sums of what is computed stays as long as the chain")
  func onnx_chainOfSums_isCutIntoLayers() throws {
    let count = 50_000
    let nodes = additions(of: "x", count, from: "x")
    let network = try ONNXModel(
      nodes + [.make("Gemm", ["s\(count - 1)", "w"], "y")],
      [
        .numbers("w", 4, 3)
      ]
    ).network().network
    #expect(network.sources.reduce(0) { $0 + $1.count } < 2 * count)
    let image = Matrix<Float>(rows: 1, columns: 4, storage: [1, 0, 0, 0])
    #expect(network.logits(image).storage.map { $0.rounded() } == [5000, 10_000, 15_000])
  }

  @Test("a chain of additions of a constant names its operator once")
  func onnx_chainOfConstants_isOneMap() throws {
    let count = 50_000
    let (network, assumptions) = try ONNXModel(
      additions(of: "one", count, from: "x") + [.make("Gemm", ["s\(count - 1)", "w"], "y")],
      [.numbers("w", 4, 3), ONNXTensor(name: "one", extents: [1], values: [1])]
    ).network()
    #expect(network.layers.count == 1)
    #expect(assumptions.contains { $0.contains("(Add) is folded") })
  }

  @Test("a convolution whose stride asks for gigabytes")
  func onnx_largeStride_isRefused() throws {
    let stride = ONNXAttribute("strides", .integers([1 << 15, 1 << 15]))
    var model = ONNXModel([.make("Conv", ["x", "w"], "y", [stride])], [.numbers("w", 2, 1, 1, 1)])
    model.graph?.inputs = [.floats("x", 1, 1, 1, 1)]
    let error = #expect(throws: CheckpointFailure.self) { try model.network() }
    #expect(error?.description.contains("takes more memory than a file of its size may") == true)
  }

  @Test(
    "a description whose layers ask for gigabytes",
    arguments: [
      "{kind: max-pooling, window: 2048, stride: 1}",
      "{kind: convolution, tensors: c, padding: 8000}",
      "{kind: convolution, tensors: c, stride: 30000}",
    ])
  func architecture_largeLayer_isRefused(_ layer: String) throws {
    let description = try ArchitectureDescription(
      parsing: Data("input: [1, 4096, 4096]\nlayers:\n- \(layer)\n".utf8), path: "a.yaml")
    let file = SafetensorsFile(tensors: [
      StoredTensor(name: "c.weight", extents: [2, 1, 1, 1], values: [1, 2] as [Float])
    ])
    let error = #expect(throws: CheckpointFailure.self) {
      try Checkpoint.interpret(
        file, path: "m", hints: CheckpointHints(architecture: description))
    }
    #expect(
      error?.description.hasPrefix("a.yaml: line 3: the layers take too many numbers an image;")
        == true)
  }
}
