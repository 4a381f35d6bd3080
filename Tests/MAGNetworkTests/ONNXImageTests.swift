import Foundation
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("ONNX networks of images") struct ONNXImageTests {
  /// What another program found of a network.
  private struct Recorded: Decodable {
    let images: [[Double]]
    let logits: [[Double]]
    let labels: [Int]
    let inputGradients: [[Double]]
  }

  /// A hundred float32 operations one after the other, folded weights rounded in another place.
  private static let tolerance = 5e-6

  private static let residual = [
    "convolution", "relu", "convolution", "relu", "convolution", "relu", "convolution", "relu",
    "convolution", "convolution", "relu", "average-pooling", "dense",
  ]
  private static let before = [
    "affine", "convolution", "affine", "leaky-relu:0.1", "convolution", "identity", "affine",
    "hard-tanh", "affine", "convolution", "affine", "sigmoid", "convolution", "max-pooling",
  ]
  private static let lenet = [
    "convolution", "relu", "max-pooling", "convolution", "relu", "max-pooling", "dense", "relu",
    "dense",
  ]
  private static let windows = [
    "convolution", "elu:1.0", "average-pooling", "convolution", "tanh", "average-pooling",
    "convolution", "max-pooling", "average-pooling",
  ]
  private static let signal = [
    "convolution", "gelu", "max-pooling", "convolution", "average-pooling",
  ]
  /// With channels last, turned by the graph itself, which cancels the move before it.
  private static let turned = ["convolution", "elu:1.0", "dense"]

  static let fixtures: [(String, [String])] = [
    ("lenet_script.onnx", lenet), ("lenet_dynamo.onnx", lenet),
    ("residual_script.onnx", residual), ("residual_dynamo.onnx", residual),
    ("before_script.onnx", before), ("before_dynamo.onnx", before),
    ("windows_script.onnx", windows), ("windows_dynamo.onnx", windows),
    ("signal_script.onnx", signal), ("signal_dynamo.onnx", signal),
    ("turned_script.onnx", turned), ("turned_dynamo.onnx", turned),
  ]

  private func file(_ name: String) throws -> ONNXFile {
    let url = try fixtureURL("onnx").appendingPathComponent(name)
    return try ONNXFile(parsing: Data(contentsOf: url), path: name)
  }

  private func recorded(_ name: String, in json: String) throws -> Recorded {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let all = try decoder.decode(
      [String: Recorded].self, from: Data(contentsOf: fixtureURL(json)))
    return try #require(all[name])
  }

  private func matrix(_ rows: [[Double]]) -> Matrix<Float> {
    Matrix(
      rows: rows.count, columns: rows[0].count, storage: rows.flatMap { $0 }.map { Float($0) })
  }

  /// Rows of the file's order in that of the network.
  private func moved(_ rows: [[Double]], _ order: [Int]?) -> [[Double]] {
    guard let order else { return rows }
    return rows.map { row in
      var result = row
      for (index, target) in order.enumerated() { result[target] = row[index] }
      return result
    }
  }

  private func check(_ name: String, _ network: Network<Float>, in json: String) throws {
    let recorded = try recorded(name, in: json)
    let order = try file(name).input().order
    let images = matrix(moved(recorded.images, order))
    let logits = network.logits(images)
    for (row, expected) in recorded.logits.enumerated() {
      #expect(relativeError(logits.row(row).map { Double($0) }, expected) < Self.tolerance)
    }
    let gradients = network.inputGradient(images, labels: recorded.labels, of: .trueLogit)
    for (row, expected) in moved(recorded.inputGradients, order).enumerated() {
      #expect(relativeError(gradients.row(row).map { Double($0) }, expected) < Self.tolerance)
    }
  }

  @Test(
    "networks of both of PyTorch's exporters give onnxruntime's logits and torch's gradients",
    arguments: fixtures)
  func graph_exported_agrees(_ name: String, _ kinds: [String]) throws {
    let network = try file(name).interpreted(path: name).network
    #expect(network.layers.map(\.kindName) == kinds)
    try check(name, network, in: "onnx_images.json")
  }

  @Test("a Keras network of images [height, width, channels] gives Keras's logits and gradients")
  func graph_keras_agrees() throws {
    let network = try file("keras.onnx").interpreted(path: "keras.onnx").network
    try check("keras.onnx", network, in: "onnx_keras.json")
  }

  @Test("the nodes of a residual network in any order are the same network")
  func graph_shuffled_isTheSame() throws {
    let file = try file("residual_script.onnx")
    let expected = try file.interpreted(path: "").network
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<5 {
      var model = ONNXModel()
      var graph = file.graph
      graph.nodes.shuffle(using: &generator)
      (model.formatVersion, model.graph) = (8, graph)
      model.operatorSets = [.init(version: 13)]
      let network = try model.network().network
      #expect(network.parameters == expected.parameters && network.sources == expected.sources)
    }
  }

  @Test("what is read is written with the same logits, bit by bit", arguments: fixtures)
  func graph_written_readsBack(_ name: String, _ kinds: [String]) throws {
    let network = try file(name).interpreted(path: name).network
    let recorded = try recorded(name, in: "onnx_images.json")
    let bytes = try WritableFormat.onnx.encoded(network, metadata: [:], path: name)
    let found = try ONNXFile(parsing: bytes, path: name).interpreted(path: name).network
    #expect(found.layers.map(\.kindName) == kinds)
    #expect(found.sources == network.sources)
    let images = matrix(recorded.images)
    #expect(found.logits(images).storage == network.logits(images).storage)
    #expect(try WritableFormat.onnx.encoded(found, metadata: [:], path: name) == bytes)
  }

  @Test("a graph has no words in safetensors, and is told of ONNX")
  func graph_asSafetensors_isRefused() throws {
    let network = try file("residual_script.onnx").interpreted(path: "").network
    let failure = #expect(throws: CheckpointFailure.self) {
      try WritableFormat.safetensors.encoded(network, metadata: [:], path: "m.safetensors")
    }
    #expect(
      failure?.description
        == "m.safetensors: the network cannot be written as a checkpoint: it is not a chain of "
        + "dense layers with activations between them, and safetensors has no words for anything "
        + "else; write it as ONNX, to a path that ends in .onnx.")
    #expect(failure?.kind == .cannotWrite)
  }
}
