import Foundation
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("ONNX networks") struct ONNXReadingTests {
  private struct Recorded: Decodable {
    let images: [[Double]]
    let logits: [String: [[Double]]]
  }

  /// A few dozen float32 operations; the factors of a GELU written in parts are right to 1e-7.
  private static let tolerance = 2e-6

  @Test(
    "networks exported by PyTorch and built by the onnx package give onnxruntime's logits",
    arguments: [
      (
        "torch_normalised.onnx",
        ["batch", "[batch, 1, 3, 4] is taken as 12", "BatchNormalization", "trained on"],
        ["dense", "leaky-relu:0.2", "dense", "elu:0.7", "dense"]
      ),
      (
        "torch_view.onnx", ["batch", "12 pixels", "(Clip)", "trained on"],
        ["dense", "gelu", "dense", "hard-tanh", "dense", "hard-tanh", "dense"]
      ),
      (
        "torch_fixed.onnx", ["[1, 12, 1] is taken as 12", "trained on"],
        ["dense", "sigmoid", "dense", "tanh", "dense", "softplus", "dense"]
      ),
      ("torch_dynamo.onnx", ["batch", "trained on"], ["dense", "gelu", "dense"]),
      (
        "preprocessed.onnx",
        ["n", "12 pixels", "Mul, Sub, Div, Add", "Softmax", "trained on"],
        ["dense", "relu", "dense"]
      ),
      ("column.onnx", ["Add", "LogSoftmax", "trained on"], ["dense", "relu", "dense"]),
      ("float_fields.onnx", ["trained on"], ["dense", "relu", "dense"]),
      ("double_fields.onnx", ["F64", "trained on"], ["dense", "relu", "dense"]),
      ("float16_fields.onnx", ["F16", "trained on"], ["dense", "relu", "dense"]),
      ("bfloat16_fields.onnx", ["BF16", "trained on"], ["dense", "relu", "dense"]),
    ])
  func load_fixture_agreesWithRuntime(
    _ name: String, _ words: [String], _ kinds: [String]
  ) throws {
    let recorded = try JSONDecoder().decode(
      Recorded.self, from: Data(contentsOf: fixtureURL("onnx.json")))
    let expected = try #require(recorded.logits[name]).flatMap { $0 }
    let url = try fixtureURL("onnx").appendingPathComponent(name)
    let checkpoint = try Checkpoint.load(url)
    let images = Matrix<Float>(
      rows: 5, columns: 12, storage: recorded.images.flatMap { $0 }.map { Float($0) })
    let logits = checkpoint.network.logits(images).storage.map { Double($0) }
    #expect(relativeError(logits, expected) < Self.tolerance)
    #expect(checkpoint.assumptions.count == words.count, "\(checkpoint.assumptions)")
    for (sentence, word) in zip(checkpoint.assumptions, words) {
      #expect(sentence.contains(word) && sentence.hasSuffix("."), "\(sentence)")
    }
    let summary = try CheckpointSummary.read(url).summary
    #expect(summary.layers?.map(\.kind) == kinds)
  }

  /// Gemm with a bias of one row, its weights as written.
  private let layer = ONNXNode.make("Gemm", ["x", "w", "b"], "y")
  private let constants = [ONNXTensor.numbers("w", 4, 3), .numbers("b", 3)]

  @Test("a layer by hand: the weights are transposed, alpha and beta multiply")
  func gemm_flags_areApplied() throws {
    let plain = try ONNXModel([layer], constants).network().network
    #expect(
      plain.parameters == [
        0.1, 0.4, 0.7, 1, 0.2, 0.5, 0.8, 1.1, 0.3, 0.6, 0.9, 1.2, 0.1, 0.2, 0.3,
      ])
    let scaled = ONNXNode.make(
      "Gemm", ["x", "w", "b"], "y",
      [
        ONNXAttribute("alpha", .float(2)), ONNXAttribute("beta", .float(-1)),
        ONNXAttribute("transB", .integer(1)),
      ])
    let network = try ONNXModel([scaled], [.numbers("w", 3, 4), .numbers("b", 1)]).network().network
    #expect(network.parameters.prefix(4) == [0.2, 0.4, 0.6, 0.8])
    #expect(network.parameters.suffix(3) == [-0.1, -0.1, -0.1])
  }

  @Test("transA of a column is the row, and without a bias none is added")
  func gemm_column_isARow() throws {
    var model = ONNXModel(
      [.make("Gemm", ["x", "w", ""], "y", [ONNXAttribute("transA", .integer(1))])], constants)
    model.graph?.inputs = [.floats("x", 4, 1)]
    let network = try model.network().network
    #expect(network.inputDimension == 4 && network.parameterCount == 12)
  }

  @Test("float32 weights pass through unchanged, whatever is done to Double on the way")
  func weights_untouched_areTheSameBits() throws {
    var generator = SeededGenerator(seed: 3)
    let values = (0..<12).map { _ in Float(generator.normal() * 1e-3) }
    let weight = ONNXTensor(name: "w", extents: [3, 4], values: values)
    let node = ONNXNode.make("Gemm", ["x", "w"], "y", [ONNXAttribute("transB", .integer(1))])
    #expect(try ONNXModel([node], [weight]).network().network.parameters == values)
  }

  @Test("arithmetic on both sides of a layer is folded into it: 2 (W (3 x − 1) + b) + 1 by hand")
  func affine_bothSides_isFolded() throws {
    let nodes: [ONNXNode] = [
      .make("Mul", ["three", "x"], "a"), .make("Sub", ["a", "one"], "c"),
      .make("Gemm", ["c", "w", "b"], "d"), .make("Mul", ["d", "two"], "e"),
      .make("Add", ["one", "e"], "y"),
    ]
    let numbers: [ONNXTensor] = [
      ONNXTensor(name: "w", extents: [4, 2], values: [1, 0, 0, 1, 0, 0, 0, 0]),
      ONNXTensor(name: "b", extents: [2], values: [5, 6]),
      ONNXTensor(name: "one", extents: [], values: [1]),
      ONNXTensor(name: "two", extents: [1, 2], values: [2, 4]),
      ONNXTensor(name: "three", extents: [1], values: [3]),
    ]
    let (network, assumptions) = try ONNXModel(nodes, numbers).network()
    #expect(network.parameters == [6, 0, 0, 0, 0, 12, 0, 0, 9, 21])
    #expect(
      assumptions.count == 1 && assumptions[0].hasPrefix("Elementwise arithmetic (Mul, Sub, Add)"))
  }

  @Test("batch normalisation by hand: gamma (z − 1) / √(3 + 1) + beta")
  func batchNormalization_values_areByHand() throws {
    func tensor(_ name: String, _ value: Float) -> ONNXTensor {
      ONNXTensor(name: name, extents: [3], values: [value, value, value])
    }
    let nodes: [ONNXNode] = [
      .make("MatMul", ["x", "w"], "a"),
      .make(
        "BatchNormalization", ["a", "gamma", "beta", "mean", "variance"], "y",
        [ONNXAttribute("epsilon", .float(1))]),
    ]
    let network = try ONNXModel(
      nodes,
      [
        .numbers("w", 4, 3), tensor("gamma", 4), tensor("beta", 10), tensor("mean", 1),
        tensor("variance", 3),
      ]
    ).network().network
    #expect(network.parameters.prefix(4) == [0.2, 0.8, 1.4, 2])
    #expect(network.parameters.suffix(3) == [8, 8, 8])
  }

  @Test("nodes stand in any order, and those that the output does not need are not looked at")
  func nodes_anyOrder_areSorted() throws {
    let nodes: [ONNXNode] = [
      .make("Relu", ["a"], "y"), .make("LRN", ["x"], "unused"),
      .make("Gemm", ["x", "w", "b"], "a"),
    ]
    let network = try ONNXModel(nodes, constants).network().network
    #expect(network.layers.count == 2)
    #expect(network.layers[1] as? Activation == Activation(.relu, count: 3))
  }

  @Test("a chain of 100 000 nodes needs no recursion")
  func nodes_longChain_areSorted() throws {
    var nodes = [ONNXNode.make("Gemm", ["x", "w", "b"], "v0")]
    for index in 0..<100_000 { nodes.append(.make("Identity", ["v\(index)"], "v\(index + 1)")) }
    nodes.append(.make("Identity", ["v100000"], "y"))
    #expect(try ONNXModel(nodes.reversed(), constants).network().network.layers.count == 1)
  }

  @Test(
    "GELU in parts is found with its factors in any order and its argument scaled",
    arguments: [0, 1, 2, 3])
  func gelu_inParts_isFound(_ variant: Int) throws {
    let root = Float(2).squareRoot()
    var nodes: [ONNXNode] = [.make("Gemm", ["x", "w", "b"], "a")]
    switch variant {
    case 0:
      nodes += [
        .make("Div", ["a", "root"], "c"), .make("Erf", ["c"], "d"),
        .make("Add", ["d", "one"], "e"),
        .make("Mul", ["a", "e"], "f"), .make("Mul", ["f", "half"], "y"),
      ]
    case 1:
      nodes += [
        .make("Mul", ["a", "inverse"], "c"), .make("Erf", ["c"], "d"),
        .make("Add", ["one", "d"], "e"), .make("Mul", ["half", "e"], "f"),
        .make("Mul", ["f", "a"], "y"),
      ]
    case 2:
      nodes += [
        .make("Mul", ["a", "half"], "g"), .make("Div", ["a", "root"], "c"),
        .make("Erf", ["c"], "d"), .make("Add", ["d", "one"], "e"), .make("Mul", ["g", "e"], "y"),
      ]
    default:
      nodes += [
        .make("Mul", ["a", "three"], "h"), .make("Add", ["h", "one"], "i"),
        .make("Div", ["i", "root"], "c"), .make("Erf", ["c"], "d"),
        .make("Add", ["d", "one"], "e"), .make("Mul", ["i", "e"], "f"),
        .make("Mul", ["f", "half"], "y"),
      ]
    }
    func number(_ name: String, _ value: Float) -> ONNXTensor {
      ONNXTensor(name: name, extents: [], values: [value])
    }
    let (network, _) = try ONNXModel(
      nodes,
      constants + [
        number("root", root), number("inverse", 1 / root), number("one", 1), number("half", 0.5),
        number("three", 3),
      ]
    ).network()
    #expect(network.layers.count == 2)
    #expect(network.layers[1] as? Activation == Activation(.gelu, count: 3))
    let direct = try ONNXModel([.make("Gemm", ["x", "w", "b"], "y")], constants).network().network
    let scale: Float = variant == 3 ? 3 : 1
    let expected = direct.parameters.enumerated().map { index, value in
      Double(scale * value + (variant == 3 && index >= 12 ? 1 : 0))
    }
    #expect(relativeError(network.parameters.map { Double($0) }, expected) < 1e-6)
  }

  @Test("Clip is hard tanh between two maps, ReLU from 0 up, whichever way the bounds are given")
  func clip_bounds_areHardTanh() throws {
    var generator = SeededGenerator(seed: 9)
    let images: Matrix<Float> = randomMatrix(20, 4, -4, 4, using: &generator)
    let bounds = [
      ONNXTensor(name: "low", extents: [], values: [-0.5]),
      ONNXTensor(name: "high", extents: [1], values: [1.5]),
    ]
    let clipped = try ONNXModel(
      [
        layer.renamed("a"), .make("Clip", ["a", "low", "high"], "c"),
        .make("MatMul", ["c", "v"], "y"),
      ],
      constants + bounds + [.numbers("v", 3, 2)]
    ).network().network
    let hidden = try ONNXModel([layer], constants).network().network.logits(images)
    let logits = clipped.logits(images)
    for row in 0..<20 {
      for (column, weights) in [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]].enumerated() {
        let expected = zip(hidden.row(row), weights).map {
          Double(min(max($0, -0.5), 1.5)) * $1
        }.reduce(0, +)
        #expect(abs(Double(logits.row(row).map { $0 }[column]) - expected) < 1e-6)
      }
    }
    for node in [
      ONNXNode.make("Clip", ["a"], "y", [ONNXAttribute("min", .float(0))]),
      .make("Clip", ["a", "zero"], "y"),
    ] {
      let zero = ONNXTensor(name: "zero", extents: [], values: [0])
      let network = try ONNXModel([layer.renamed("a"), node], constants + [zero]).network().network
      #expect(network.layers[1] as? Activation == Activation(.relu, count: 3))
    }
  }

  @Test("metadata of the file are kept, and a file without the extension is known by its bytes")
  func load_metadata_areKept() throws {
    var model = ONNXModel([layer], constants)
    model.facts = [.init(key: "inputs", value: "raw"), .init(key: "input_scale", value: "255")]
    try withTemporaryFile { url in
      try model.bytes.write(to: url)
      let checkpoint = try Checkpoint.load(url)
      #expect(checkpoint.metadata.number(.inputScale) == 255)
      #expect(checkpoint.assumptions.isEmpty)
    }
  }
}

extension ONNXNode {
  /// The node with another name for what it gives.
  func renamed(_ output: String) -> ONNXNode {
    var node = self
    node.outputs = [output]
    return node
  }
}
