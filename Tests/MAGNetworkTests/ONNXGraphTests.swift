import Foundation
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("ONNX graphs, by hand") struct ONNXGraphTests {
  /// A graph on one image `x` of some extents.
  private func network(
    _ extents: [Int64], _ nodes: [ONNXNode], _ constants: [ONNXTensor] = [], operatorSet: Int64 = 17
  ) throws -> Network<Float> {
    var model = ONNXModel(nodes, constants)
    model.operatorSets = [.init(version: operatorSet)]
    model.graph?.inputs = [
      ONNXValueInfo(name: "x", elementType: 1, extents: extents.map { .fixed($0) })
    ]
    return try model.network().network
  }

  private func logits(_ network: Network<Float>, _ image: [Float]) -> [Float] {
    network.logits(Matrix(rows: 1, columns: image.count, storage: image)).storage
  }

  private func tensor(_ name: String, _ extents: [Int], _ values: [Float]) -> ONNXTensor {
    ONNXTensor(name: name, extents: extents, values: values)
  }

  private func list(_ name: String, _ values: Int64...) -> ONNXAttribute {
    ONNXAttribute(name, .integers(values))
  }

  /// 0, 1, …, 8 as a square.
  private static let square = (0..<9).map { Float($0) }

  @Test("a convolution is the sum of weights times neighbours, its window where the pads put it")
  func conv_pads_areByHand() throws {
    // The weights 1 and 10 over two neighbours in a row, a column of zeros at the right.
    let conv = ONNXNode.make(
      "Conv", ["x", "w"], "y", [list("pads", 0, 0, 0, 1), list("kernel_shape", 1, 2)])
    let network = try network([1, 1, 3, 3], [conv], [tensor("w", [1, 1, 1, 2], [1, 10])])
    #expect(logits(network, Self.square) == [10, 21, 2, 43, 54, 5, 76, 87, 8])
    #expect(network.parameterCount == 2)
  }

  /// Windows of two columns with step 2 over three columns need a fourth, of zeros.
  @Test(
    "auto_pad puts the odd zero behind or before the image",
    arguments: [
      ("SAME_UPPER", [10, 2, 43, 5, 76, 8]), ("SAME_LOWER", [0, 21, 30, 54, 60, 87]),
      ("VALID", [10, 43, 76]),
    ] as [(String, [Float])])
  func conv_autoPad_isByHand(_ rule: String, _ expected: [Float]) throws {
    let conv = ONNXNode.make(
      "Conv", ["x", "w"], "y",
      [ONNXAttribute("auto_pad", .string(Data(rule.utf8))), list("strides", 1, 2)])
    let network = try network([1, 1, 3, 3], [conv], [tensor("w", [1, 1, 1, 2], [1, 10])])
    #expect(logits(network, Self.square) == expected)
  }

  @Test("normalisation before a convolution is folded in only where there is no padding")
  func affine_beforeConv_isFoldedIfExact() throws {
    let constants = [
      tensor("w", [2, 2, 2, 2], (1...16).map { Float($0) }), tensor("s", [1, 2, 1, 1], [2, 4]),
      tensor("t", [2, 1, 1], [1, -1]), tensor("r", [2, 1, 1], [8, 0.5]),
    ]
    func graph(_ pads: Int64, shifted: Bool) throws -> Network<Float> {
      try network(
        [1, 2, 3, 3],
        [
          .make("Mul", ["x", "s"], "a"), .make(shifted ? "Add" : "Mul", ["a", "t"], "b"),
          .make("Conv", ["b", "w"], "c", [list("pads", pads, pads, pads, pads)]),
          .make("Mul", ["c", "r"], "y"),
        ], constants)
    }
    let image = Self.square + Self.square.map { $0 - 4 }
    let folded = try graph(0, shifted: true)
    #expect(folded.layers.map(\.kindName) == ["convolution"])
    // Of the first window: 2 x + 1 in channel 0, 4 x − 1 in channel 1, rows (0, 1), (3, 4).
    let first = [1, 3, 7, 9, -17, -13, -5, -1]
    let sum = zip(first, 1...).map { $0 * $1 }.reduce(0, +)
    #expect(logits(folded, image)[0] == Float(8 * sum))
    let kept = try graph(1, shifted: true)
    #expect(kept.layers.map(\.kindName) == ["affine", "convolution"])
    // The window at the corner holds three zeros and the map of the corner.
    #expect(logits(kept, image)[0] == 8 * (4 * 1 + 8 * -17))
    // Without a shift zeros stay zeros.
    let scaled = try graph(1, shifted: false)
    #expect(scaled.layers.map(\.kindName) == ["convolution"])
    #expect(logits(scaled, image)[0] == 8 * (8 * 4 * -4 * -1))
  }

  @Test("a number for each element is no number for a channel, and stays a layer")
  func affine_eachElement_staysALayer() throws {
    let network = try network(
      [1, 1, 1, 3],
      [.make("Conv", ["x", "w"], "a"), .make("Add", ["a", "t"], "y")],
      [tensor("w", [1, 1, 1, 1], [2]), tensor("t", [3], [1, 2, 3])])
    #expect(network.layers.map(\.kindName) == ["convolution", "affine"])
    #expect(logits(network, [1, 1, 1]) == [3, 4, 5])
  }

  @Test("a sum that one layer takes is its input, one that several take a layer of its own")
  func sum_readers_decide() throws {
    let constants = [
      tensor("w", [2, 2], [1, 2, 3, 4]), tensor("v", [2, 2], [1, 0, 0, -1]),
    ]
    let once = try network(
      [1, 2],
      [
        .make("MatMul", ["x", "w"], "a"), .make("Add", ["x", "a"], "b"),
        .make("Relu", ["b"], "y"),
      ], constants)
    #expect(once.sources == [[-1], [-1, 0]])
    #expect(logits(once, [1, -1]) == [0, 0] && logits(once, [1, 1]) == [5, 7])
    let twice = try network(
      [1, 2],
      [
        .make("MatMul", ["x", "w"], "a"), .make("Sum", ["x", "a", "x"], "b"),
        .make("MatMul", ["b", "v"], "c"), .make("Sub", ["b", "c"], "y"),
      ], constants)
    #expect(twice.layers.map(\.kindName) == ["dense", "identity", "dense", "identity"])
    #expect(twice.sources == [[-1], [-1, 0, -1], [1], [1, 2]])
    // b = 2 x + x W = [6, 8]; c = [6, −8], whose sign is folded into its weights.
    #expect(logits(twice, [1, 1]) == [0, 16])
  }

  @Test("sums of sums of sums, each taken twice, stay as many layers as sums")
  func sum_doubling_staysLinear() throws {
    var nodes: [ONNXNode] = []
    for index in 0..<60 {
      nodes.append(.make("Add", ["v\(index)", "v\(index)"], "v\(index + 1)"))
    }
    nodes[0].inputs = ["x", "x"]
    nodes[59].outputs = ["y"]
    let network = try network([1, 2], nodes)
    #expect(network.layers.count == 60)
    let large = Float(sign: .plus, exponent: 60, significand: 1)
    #expect(logits(network, [1, -1]) == [large, -large])
  }

  @Test("a sum of very many values is a few layers, each of a bounded number")
  func sum_long_isCut() throws {
    let names = [String](repeating: "x", count: 500)
    let network = try network([1, 2], [.make("Sum", names, "a"), .make("Relu", ["a"], "y")])
    #expect(network.sources.map(\.count).max() == 65)
    #expect(logits(network, [1, -1]) == [500, 0])
  }

  @Test("what a layer gives to two others is not changed by arithmetic behind one of them")
  func affine_onSharedLayer_isNotFoldedIntoIt() throws {
    let network = try network(
      [1, 2],
      [
        .make("MatMul", ["x", "w"], "a"), .make("Mul", ["a", "three"], "b"),
        .make("Add", ["a", "b"], "y"),
      ], [tensor("w", [2, 2], [1, 2, 3, 4]), tensor("three", [], [3])])
    #expect(logits(network, [1, 1]) == [16, 24])
  }

  @Test("a transposition before a dense layer moves its columns, before others it is a layer")
  func transpose_beforeDense_isFolded() throws {
    let turn = ONNXNode.make("Transpose", ["x"], "a", [list("perm", 0, 2, 1)])
    let dense = try network(
      [1, 2, 3],
      [turn, .make("Flatten", ["a"], "b"), .make("MatMul", ["b", "w"], "y")],
      [tensor("w", [6, 2], (1...12).map { Float($0) })])
    #expect(dense.layers.count == 1)
    // [1, 2, 3; 4, 5, 6] is read as 1, 4, 2, 5, 3, 6.
    #expect(logits(dense, [1, 2, 3, 4, 5, 6]) == [151, 172])
    let alone = try network([1, 2, 3], [turn, .make("Relu", ["a"], "y")])
    #expect(alone.layers.map(\.kindName) == ["permutation", "relu"])
    #expect(logits(alone, [1, 2, 3, 4, 5, 6]) == [1, 4, 2, 5, 3, 6])
    let back = try network(
      [1, 2, 3],
      [
        turn, .make("Add", ["a", "t"], "b"),
        .make("Transpose", ["b"], "c", [list("perm", 0, 2, 1)]), .make("Relu", ["c"], "y"),
      ], [tensor("t", [3, 1], [10, 20, 30])])
    #expect(back.layers.map(\.kindName) == ["affine", "relu"])
    let behind = try network(
      [1, 6],
      [
        .make("MatMul", ["x", "v"], "f"), .make("Reshape", ["f", "s"], "i"), turn.taking("i"),
        .make("Add", ["a", "t"], "b"), .make("Relu", ["b"], "y"),
      ],
      [
        tensor("v", [6, 6], (0..<36).map { $0 % 7 == 0 ? 1 : 0 }), .integers("s", [1, 2, 3]),
        tensor("t", [3, 1], [10, 20, 30]),
      ])
    #expect(behind.layers.map(\.kindName) == ["dense", "permutation", "relu"])
    #expect(logits(behind, [1, 2, 3, 4, 5, 6]) == [11, 14, 22, 25, 33, 36])
    #expect(logits(back, [1, 2, 3, 4, 5, 6]) == [11, 22, 33, 14, 25, 36])
  }

  @Test("zeros around an image become the padding of a convolution or a mean, else a layer")
  func pad_before_isFolded() throws {
    let pad = ONNXNode.make("Pad", ["x", "p"], "a")
    let constants = [
      tensor("w", [1, 1, 2, 2], [1, 1, 1, 1]), .integers("p", [0, 0, 1, 0, 0, 0, 0, 1]),
    ]
    let size = list("kernel_shape", 2, 2)
    for node in [
      ONNXNode.make("Conv", ["a", "w"], "y"), .make("AveragePool", ["a"], "y", [size]),
      .make("MaxPool", ["a"], "y", [size]),
    ] {
      let network = try network([1, 1, 2, 2], [pad, node], constants)
      let found = logits(network, [-1, -2, -3, -4])
      switch node.type {
      case "Conv": #expect(found == [-3, -2, -10, -6] && network.layers.count == 1)
      case "AveragePool": #expect(found == [-0.75, -0.5, -2.5, -1.5] && network.layers.count == 1)
      default: #expect(found == [0, 0, -1, 0] && network.layers.count == 2)
      }
    }
  }

  @Test("means and maxima over any axes but the batch are poolings")
  func reduce_axes_arePoolings() throws {
    // [height, width, channels] = [2, 2, 2].
    let image: [Float] = [1, 10, 2, 20, 3, 30, 6, 60]
    let mean = try network(
      [1, 2, 2, 2],
      [
        .make(
          "ReduceMean", ["x"], "y", [list("axes", 1, -2), ONNXAttribute("keepdims", .integer(0))])
      ])
    #expect(mean.layers.map(\.kindName) == ["permutation", "average-pooling"])
    #expect(logits(mean, image) == [3, 30])
    let largest = try network(
      [1, 2, 2, 2],
      [
        .make("ReduceMax", ["x", "axes"], "a"),
        .make("Squeeze", ["a"], "b"), .make("Add", ["b", "t"], "y"),
      ], [.integers("axes", [3]), tensor("t", [2, 2], [0, 1, 2, 3])], operatorSet: 18)
    #expect(logits(largest, image) == [10, 21, 32, 63])
    let whole = try network([1, 2, 2, 2], [.make("GlobalMaxPool", ["x"], "y")])
    #expect(logits(whole, image) == [20, 60])
  }

  @Test("shapes and paddings that a graph computes are constants")
  func constants_computed_areFound() throws {
    // The list 0 0 0 1 0 0 0, from which pads above the image are cut backwards.
    let one = ONNXTensor.integers("one", [1])
    let first = ONNXAttribute("axis", .integer(0))
    let network = try network(
      [1, 1, 2, 2],
      [
        .make("ConstantOfShape", ["single"], "ones", [ONNXAttribute("value", .tensor(one))]),
        .make("Concat", ["zeros", "ones", "zeros"], "all", [first]),
        .make("Slice", ["all", "five", "single", "axis", "back"], "begin"),
        .make("Slice", ["all", "two", "none", "axis", "back"], "end"),
        .make("Concat", ["begin", "end", "axis"], "pads", [first]),
        .make("Pad", ["x", "pads"], "y"),
      ],
      [
        .integers("single", [1]), .integers("zeros", [0, 0, 0]), .integers("axis", [0]),
        .integers("five", [5]), .integers("two", [2]), .integers("none", [Int64.min]),
        .integers("back", [-1]),
      ])
    #expect(logits(network, [1, 2, 3, 4]) == [0, 0, 1, 2, 3, 4])
  }

  @Test("Slice brings its bounds back to the axis, whatever they are")
  func slice_bounds_areBroughtBack() {
    #expect(ONNXShape.places(of: 5, from: 1, to: Int.max, by: 2) == [1, 3])
    #expect(ONNXShape.places(of: 5, from: -2, to: 5, by: 1) == [3, 4])
    #expect(ONNXShape.places(of: 5, from: Int.max, to: Int.min, by: -2) == [4, 2, 0])
    #expect(ONNXShape.places(of: 5, from: 3, to: Int.min, by: Int.min) == [3])
    #expect(ONNXShape.places(of: 5, from: 0, to: 5, by: Int.max) == [0])
    #expect(ONNXShape.places(of: 5, from: 4, to: 2, by: 1) == [])
    #expect(ONNXShape.places(of: 0, from: 0, to: 1, by: 1) == [])
  }

  @Test("the least number of equal runs stands for a row")
  func affine_shortest_isByHand() {
    #expect(ONNXAffine.shortest([2, 2, 2, 2]) == [2])
    #expect(ONNXAffine.shortest([1, 1, 3, 3, 3, 3]) == [1, 3, 3])
    #expect(ONNXAffine.shortest([1, 1, 1, 2]) == [1, 1, 1, 2])
    #expect(ONNXAffine.shortest([]) == [])
    let map = ONNXAffine(scale: [2, 3], shift: [1, 2, 3])
    #expect(map.runs == 6 && map.numbers(4) == nil)
    let both = map.followed(by: ONNXAffine(scale: [10], shift: [1]))
    #expect(both == ONNXAffine(scale: [20, 30], shift: [11, 21, 31]))
    #expect(both.numbers(6)?.shift == [11, 11, 21, 21, 31, 31])
  }
}
