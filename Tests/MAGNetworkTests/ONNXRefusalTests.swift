import Foundation
import MAGFiles
import Testing

@testable import MAGNetwork

@Suite("ONNX files that are refused") struct ONNXRefusalTests {
  /// A file that is refused, and how.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: Data
    let sentence: String
    var testDescription: String { name }
  }

  private static let layer = ONNXNode.make("Gemm", ["x", "w", "b"], "y")
  private static let hidden = layer.renamed("a")
  private static let constants = [ONNXTensor.numbers("w", 4, 3), .numbers("b", 3)]

  /// A good model, changed.
  private static func changed(_ change: (inout ONNXModel) -> Void) -> Data {
    var model = ONNXModel([layer], constants)
    change(&model)
    return model.bytes
  }

  private static func graph(_ change: (inout ONNXGraph) -> Void) -> Data {
    changed { model in
      var graph = model.graph ?? ONNXGraph()
      change(&graph)
      model.graph = graph
    }
  }

  /// Nodes that take `x` and give `y`, with the constants of the good model and others.
  private static func nodes(_ nodes: [ONNXNode], _ others: ONNXTensor...) -> Data {
    ONNXModel(nodes, constants + others).bytes
  }

  /// The good model with another weight.
  private static func weight(_ change: (inout ONNXTensor) -> Void) -> Data {
    graph { $0.initializers[0] = constants[0].with(change) }
  }

  private static func scalar(_ name: String, _ value: Float) -> ONNXTensor {
    ONNXTensor(name: name, extents: [], values: [value])
  }

  private static let again = "export or download it again."
  private static let forms =
    "Documentation/onnx.md says which forms of an operator are read."

  /// Bytes and messages.
  static let files: [Case] = [
    Case(
      name: "an empty file of that name", bytes: Data(),
      sentence: "the ONNX graph: there is none in the file; export the model again."),
    Case(
      name: "text", bytes: Data("hello".utf8),
      sentence: "the ONNX file is damaged at byte 3 (field 13 is a group, which no current program "
        + "writes); \(again)"),
    Case(
      name: "a file cut short", bytes: changed { _ in }.dropLast(5),
      sentence: "the ONNX file is damaged at byte"),
    Case(
      name: "a node that is cut short",
      bytes: Data([0x08, 8, 0x3A, 4, 0x0A, 2, 0x0A, 9]),
      sentence: "the ONNX file is damaged at byte 8 in graph.node[0] (field 1 takes 9 bytes, but "
        + "only 0 are left); \(again)"),
    Case(
      name: "two graphs", bytes: changed { _ in } + Data([0x3A, 0]),
      sentence: "in graph (it occurs twice); \(again)"),
    Case(
      name: "a name that is no text", bytes: Data([0x08, 8, 0x3A, 3, 0x12, 1, 0xFF]),
      sentence: "at byte 4 in graph.name (the text is not UTF-8); \(again)"),
    Case(
      name: "an attribute without a type",
      bytes: Data([0x3A, 7, 0x0A, 5, 0x2A, 3, 0x0A, 1, 0x61]),
      sentence: "in graph.node[0].attribute[0] (the attribute a has no type); \(again)"),
    Case(
      name: "an attribute with a value of another type",
      bytes: Data([0x3A, 12, 0x0A, 10, 0x2A, 8, 0x0A, 1, 0x61, 0x18, 5, 0xA0, 0x01, 1]),
      sentence: "(the attribute a has a value that is not of its type); \(again)"),
    Case(
      name: "no operator set", bytes: changed { $0.operatorSets = [] },
      sentence: "the ONNX graph: expected operator set 7 or later, found none; export the model "
        + "again with opset_version=17."),
    Case(
      name: "an old operator set",
      bytes: changed { $0.operatorSets = [.init(domain: "", version: 6)] },
      sentence: "expected operator set 7 or later, found 6;"),
    Case(
      name: "two operator sets",
      bytes: changed { $0.operatorSets += [.init(domain: "ai.onnx", version: 13)] },
      sentence: "found 17 and 13;"),
    Case(
      name: "metadata that repeat a key",
      bytes: changed { $0.facts = [.init(key: "a", value: "1"), .init(key: "a", value: "2")] },
      sentence: "the metadata name a twice; export the model again."),
    Case(
      name: "metadata without end",
      bytes: changed { model in
        model.facts = (0...1024).map { .init(key: "\($0)", value: "") }
      }, sentence: "expected at most 1024 pairs of metadata, found 1025;"),
  ]

  /// Constants.
  static let tensors: [Case] = [
    Case(
      name: "a constant in another file", bytes: weight { $0.isExternal = true },
      sentence: "tensor w: expected its elements in this file, found a reference to another one, "
        + "which mag never follows; save the model as one file "
        + "(onnx.save_model with save_as_external_data=False)."),
    Case(
      name: "too few bytes", bytes: weight { $0.raw = Data(count: 40) },
      sentence: "tensor w: FLOAT of extents [4, 3] needs 48 bytes, found 40; export or download "
        + "the file again."),
    Case(
      name: "no elements at all", bytes: weight { $0.raw = nil },
      sentence: "tensor w: FLOAT of extents [4, 3] needs 48 bytes, found 0;"),
    Case(
      name: "elements in two fields", bytes: weight { $0.floats = Data(count: 48) },
      sentence: "tensor w: its elements are given in more than one way;"),
    Case(
      name: "a negative extent", bytes: weight { $0.extents = [-4, -3] },
      sentence: "tensor w: it has the extent -4;"),
    Case(
      name: "extents that overflow", bytes: weight { $0.extents = [1 << 40, 1 << 40] },
      sentence: "tensor w: the extents [1099511627776, 1099511627776] are too large;"),
    Case(
      name: "extents beside a zero, whose strides would overflow",
      bytes: nodes(
        [.make("Transpose", ["none"], "t"), .make("Gemm", ["x", "w", "t"], "y")],
        scalar("none", 1).with {
          $0.extents = [0, 1 << 40, 1 << 40]
          $0.raw = Data()
        }),
      sentence: "tensor none: the extents [0, 1099511627776, 1099511627776] are too large;"),
    Case(
      name: "33 axes", bytes: weight { $0.extents = [Int64](repeating: 1, count: 33) },
      sentence: "tensor w: it has 33 axes;"),
    Case(
      name: "text as weights", bytes: weight { $0.type = 8 },
      sentence: "BFLOAT16, found number 8;"),
    Case(
      name: "an element that its type cannot hold",
      bytes: graph {
        $0.initializers.append(
          ONNXTensor.integers("i", []).with {
            ($0.type, $0.extents, $0.shortIntegers) = (2, [1], [256])
          })
      }, sentence: "tensor i: UINT8 cannot hold the element 256;"),
    Case(
      name: "a name twice", bytes: graph { $0.initializers.append(constants[0]) },
      sentence: "tensor w: it occurs twice;"),
    Case(
      name: "no name", bytes: weight { $0.name = "" },
      sentence: "tensor without a name: a constant needs one;"),
    Case(
      name: "NaN weights", bytes: weight { $0.raw = Data([0, 0, 0xC0, 0x7F]) + Data(count: 44) },
      sentence: "tensor w: element 0 is nan, expected a finite float32 number;"),
    Case(
      name: "whole numbers as weights",
      bytes: graph {
        $0.initializers[0] = ONNXTensor.integers("w", (0..<12).map { $0 }).with {
          $0.extents = [4, 3]
        }
      },
      sentence: "Gemm that gives y: expected floating-point weights [4, outputs], found whole "
        + "numbers of extents [4, 3]; \(forms)"),
  ]

  /// Inputs, outputs and the order of nodes.
  static let graphs: [Case] = [
    Case(
      name: "no input", bytes: graph { $0.inputs = [] },
      sentence: "expected one input, found none; export a model that takes images alone."),
    Case(
      name: "two inputs", bytes: graph { $0.inputs.append(.floats("z", 1)) },
      sentence: "expected one input, found 2 (x, z);"),
    Case(
      name: "two outputs", bytes: graph { $0.outputs.append(.floats("z", 1)) },
      sentence: "expected one output, found 2 (y, z); export a model that gives the logits alone."),
    Case(
      name: "an input of bytes", bytes: graph { $0.inputs[0].elementType = 2 },
      sentence: "expected an input of floating-point numbers, found elements of type UINT8;"),
    Case(
      name: "an input of unknown size",
      bytes: graph { $0.inputs[0].extents = [.dynamic("n"), .dynamic("h"), .fixed(2)] },
      sentence: "found [n, h, 2]; export the model with fixed image sizes."),
    Case(
      name: "an input without a shape", bytes: graph { $0.inputs[0].extents = nil },
      sentence: "expected an input shape such as [batch, 784] whose extents after the first are "
        + "given, found [];"),
    Case(
      name: "a fixed batch", bytes: graph { $0.inputs = [.floats("x", 32, 4)] },
      sentence:
        "Gemm that gives y: expected one row [1, inputs] of one image, found extents [32, 4] (if "
        + "that is a batch, export with a dynamic batch axis); \(forms)"),
    Case(
      name: "a value that nothing gives", bytes: nodes([.make("Relu", ["q"], "y")]),
      sentence: "Relu that gives y takes the value q, which nothing gives;"),
    Case(
      name: "an output that nothing gives", bytes: nodes([hidden]),
      sentence: "the output takes the value y, which nothing gives;"),
    Case(
      name: "a value given twice", bytes: nodes([layer, layer]),
      sentence: "the value y is given twice;"),
    Case(
      name: "a cycle",
      bytes: nodes([.make("Relu", ["a"], "y"), .make("Identity", ["y"], "a")]),
      sentence: "Relu that gives y needs its own result;"),
    Case(
      name: "a constant result", bytes: nodes([.make("Identity", ["w"], "y")]),
      sentence: "the output y does not depend on the image;"),
    Case(
      name: "no layers", bytes: nodes([.make("Identity", ["x"], "y")]),
      sentence: "the network has no layers; a classifier needs at least one."),
    Case(
      name: "one logit", bytes: nodes([.make("MatMul", ["x", "v"], "y")], .numbers("v", 4, 1)),
      sentence: "the network gives 1 logit; a classifier needs at least 2 (0 and z,"),
  ]

  /// Operators, and forms of them, that make no chain of dense layers.
  static let operators: [Case] = [
    Case(
      name: "all unknown operators at once",
      bytes: nodes([
        .make("LRN", ["x", "w"], "c"), .make("HardSigmoid", ["c"], "d"),
        .make("LRN", ["d", "w"], "e"), .make("Div", ["d", "e"], "f"),
        .make("Concat", ["e", "f"], "g"), .make("Add", ["g", "b"], "y"),
      ]),
      sentence: ": the ONNX graph needs operators that mag does not have: LRN, HardSigmoid, "
        + "Div of two computed values, Concat of computed values; Documentation/onnx.md lists "
        + "those it has."),
    Case(
      name: "more unknown operators than can be listed",
      bytes: nodes(
        (0..<22).map { .make("Op\($0)", [$0 == 0 ? "x" : "v\($0)"], $0 == 21 ? "y" : "v\($0 + 1)") }
      ),
      sentence: "Op18, Op19 and 2 more;"),
    Case(
      name: "an operator of another set",
      bytes: graph { $0.nodes[0].domain = "com.microsoft" },
      sentence: "does not have: com.microsoft.Gemm;"),
    Case(
      name: "an unknown attribute",
      bytes: nodes([.make("Relu", ["x"], "y", [ONNXAttribute("mode", .integer(1))])]),
      sentence: "Relu that gives y: its attribute mode is unknown; \(forms)"),
    Case(
      name: "an attribute twice",
      bytes: nodes([
        .make(
          "Gemm", ["x", "w"], "y",
          [ONNXAttribute("alpha", .float(1)), ONNXAttribute("alpha", .float(2))])
      ]), sentence: "its attribute alpha occurs twice;"),
    Case(
      name: "an attribute of the wrong kind",
      bytes: nodes([.make("Gemm", ["x", "w"], "y", [ONNXAttribute("alpha", .integer(1))])]),
      sentence: "expected a finite number for its attribute alpha;"),
    Case(
      name: "a flag that is neither",
      bytes: nodes([.make("Gemm", ["x", "w"], "y", [ONNXAttribute("transB", .integer(2))])]),
      sentence: "expected 0 or 1 for its attribute transB, found 2;"),
    Case(
      name: "weights that do not fit",
      bytes: nodes([.make("Gemm", ["x", "w"], "y", [ONNXAttribute("transB", .integer(1))])]),
      sentence: "expected floating-point weights [outputs, 4], found extents [4, 3];"),
    Case(
      name: "a bias that does not fit",
      bytes: nodes([.make("Gemm", ["x", "w", "v"], "y")], .numbers("v", 4)),
      sentence: "expected a bias of 3 numbers, found extents [4];"),
    Case(
      name: "a residual connection in Gemm",
      bytes: nodes([hidden, .make("Gemm", ["x", "w", "a"], "y")]),
      sentence: "its input 3 is computed from the image;"),
    Case(
      name: "a product of two layers",
      bytes: nodes([hidden, .make("Relu", ["a"], "c"), .make("Mul", ["a", "c"], "y")]),
      sentence: "Mul that gives y: both its inputs are computed from the image, which is known "
        + "only of GELU's product;"),
    Case(
      name: "attention", bytes: nodes([hidden, .make("MatMul", ["a", "a"], "y")]),
      sentence: "both its inputs are computed from the image;"),
    Case(
      name: "a constant divided by a layer",
      bytes: nodes([hidden, .make("Div", ["b", "a"], "y")]),
      sentence: "it divides by what is computed from the image;"),
    Case(
      name: "the error function alone", bytes: nodes([hidden, .make("Erf", ["a"], "y")]),
      sentence: "Erf that gives y: it is known only as a part of GELU;"),
    Case(
      name: "the other GELU",
      bytes: nodes([
        hidden,
        .make("Gelu", ["a"], "y", [ONNXAttribute("approximate", .string(Data("tanh".utf8)))]),
      ]), sentence: "expected the exact GELU, found the approximation tanh;"),
    Case(
      name: "softmax before other layers",
      bytes: nodes(
        [hidden, .make("Softmax", ["a"], "s"), .make("MatMul", ["s", "v"], "y")],
        .numbers("v", 3, 3)),
      sentence: "MatMul that gives y: it takes the result of Softmax, which must come last;"),
    Case(
      name: "softmax over the batch",
      bytes: nodes([hidden, .make("Softmax", ["a"], "y", [ONNXAttribute("axis", .integer(0))])]),
      sentence: "expected it to run over all classes, found extents [1, 3];"),
    Case(
      name: "batch normalisation in training",
      bytes: nodes([
        hidden,
        .make(
          "BatchNormalization", ["a", "b", "b", "b", "b"], "y",
          [ONNXAttribute("training_mode", .integer(1))]),
      ]), sentence: "it is in training mode; export the model after model.eval();"),
    Case(
      name: "sums of different extents",
      bytes: nodes([hidden, .make("Add", ["a", "x"], "y")]),
      sentence: "Add that gives y: extents [1, 3] and [1, 4], both computed from the image, "
        + "differ;"),
    Case(
      name: "extents that do not fit",
      bytes: nodes([.make("Add", ["x", "b"], "a"), .make("MatMul", ["a", "w"], "y")]),
      sentence: "extents [3] of b do not fit [1, 4] of its other input;"),
    Case(
      name: "a division by zero",
      bytes: nodes([hidden, .make("Div", ["a", "z"], "y")], scalar("z", 0)),
      sentence: "tensor w: element 0 is inf,"),
    Case(
      name: "a shape that does not fit",
      bytes: nodes([.make("Reshape", ["x", "s"], "y")], .integers("s", [3, -1])),
      sentence: "Reshape that gives y: it does not fit extents [1, 4];"),
    Case(
      name: "a cast to whole numbers",
      bytes: nodes([.make("Cast", ["x"], "y", [ONNXAttribute("to", .integer(7))])]),
      sentence: "it casts what is computed from the image to INT64;"),
    Case(
      name: "a clip with one bound that is not 0",
      bytes: nodes([hidden, .make("Clip", ["a", "one"], "y")], scalar("one", 1)),
      sentence: "expected a lower bound below an upper bound, or 0 alone, found 1.0 and none;"),
    Case(
      name: "a second result",
      bytes: nodes([
        ONNXNode("Dropout", inputs: ["x"], outputs: ["d", "mask"]),
        .make("Gemm", ["mask", "w"], "y"),
      ]), sentence: "it takes mask, which is not the first result of its node;"),
    Case(
      name: "arithmetic that would fill the memory",
      bytes: nodes(
        [
          .make("Add", ["column", "row"], "a"), .make("Add", ["x", "a"], "y"),
        ], .numbers("column", 5000, 1), .numbers("row", 1, 5000)),
      sentence: "Add that gives a: the graph takes more memory than a file of its "
        + "size may; \(forms)"),
  ]

  @Test("bytes and messages that are damaged", arguments: files)
  func file_damaged_isRefused(_ example: Case) throws { try expectRefusal(example) }

  @Test("constants that cannot be", arguments: tensors)
  func tensor_bad_isRefused(_ example: Case) throws { try expectRefusal(example) }

  @Test("graphs of other inputs, outputs and orders", arguments: graphs)
  func graph_bad_isRefused(_ example: Case) throws { try expectRefusal(example) }

  @Test("operators that make no chain of dense layers", arguments: operators)
  func operator_unknown_isRefused(_ example: Case) throws { try expectRefusal(example) }

  private func expectRefusal(_ example: Case) throws {
    try withTemporaryFile { url in
      let file = url.deletingPathExtension().appendingPathExtension("onnx")
      try example.bytes.write(to: file)
      let failure = try #require(throws: CheckpointFailure.self) { try Checkpoint.load(file) }
      #expect(failure.kind == .badData)
      #expect(failure.description.hasPrefix("\(file.relativePath): "))
      #expect(failure.description.contains(example.sentence), "\(failure.description)")
    }
  }

  @Test("every beginning of a good file is refused, never a crash")
  func file_cutAnywhere_isRefused() {
    let bytes = Self.changed { _ in }
    for count in bytes.indices {
      #expect(throws: CheckpointFailure.self) {
        try ONNXFile(parsing: bytes.prefix(count), path: "m.onnx").interpreted(path: "m.onnx")
      }
    }
  }

  @Test("a good file with one byte changed is read or refused, never a crash")
  func file_oneByteChanged_isReadOrRefused() {
    let bytes = Self.changed { _ in }
    var refused = 0
    for index in bytes.indices {
      for change in [0x01, 0x80, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[index] ^= change
        do throws(CheckpointFailure) {
          _ = try ONNXFile(parsing: damaged, path: "m.onnx").interpreted(path: "m.onnx")
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > bytes.count)
  }
}
