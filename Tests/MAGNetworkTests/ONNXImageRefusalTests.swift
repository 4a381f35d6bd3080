import Foundation
import MAGFiles
import Testing

@testable import MAGNetwork

/// Forms of the operators on images that are no layers, each with its sentence.
@Suite("ONNX graphs of images that are refused") struct ONNXImageRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let nodes: [ONNXNode]
    var constants: [ONNXTensor] = []
    var image: [Int64] = [1, 2, 4, 4]
    let sentence: String
    var testDescription: String { name }
  }

  private static func list(_ name: String, _ values: Int64...) -> ONNXAttribute {
    ONNXAttribute(name, .integers(values))
  }

  private static func flag(_ name: String, _ value: Int64 = 1) -> ONNXAttribute {
    ONNXAttribute(name, .integer(value))
  }

  private static func text(_ name: String, _ value: String) -> ONNXAttribute {
    ONNXAttribute(name, .string(Data(value.utf8)))
  }

  private static func conv(_ attributes: ONNXAttribute...) -> [ONNXNode] {
    [.make("Conv", ["x", "w"], "y", attributes)]
  }

  private static func pool(_ type: String, _ attributes: ONNXAttribute...) -> [ONNXNode] {
    [.make(type, ["x"], "y", attributes)]
  }

  /// Two channels in, two out, windows of 3 by 3.
  private static let weight = [ONNXTensor.numbers("w", 2, 2, 3, 3)]
  private static let size = list("kernel_shape", 2, 2)

  static let convolutions: [Case] = [
    Case(
      name: "a batch", nodes: conv(), constants: weight, image: [8, 2, 4, 4],
      sentence: "Conv that gives y: expected one image [1, channels, height, width], found extents "
        + "[8, 2, 4, 4] (if the first is a batch, export with a dynamic batch axis); "
        + "Documentation/onnx.md says which forms of an operator are read."),
    Case(
      name: "three axes", nodes: conv(), constants: weight, image: [1, 2, 4, 4, 4],
      sentence: "expected one image [1, channels, height, width], found extents [1, 2, 4, 4, 4]"),
    Case(
      name: "a row", nodes: conv(), constants: weight, image: [1, 32],
      sentence: "expected one image [1, channels, height, width], found extents [1, 32]"),
    Case(
      name: "other channels", nodes: conv(), constants: weight, image: [1, 3, 4, 4],
      sentence: "expected floating-point weights [outputs, channels / groups, kernel] for 3 "
        + "channels in 1 groups, found extents [2, 2, 3, 3];"),
    Case(
      name: "groups that do not divide", nodes: conv(flag("group", 3)), constants: weight,
      sentence: "for 2 channels in 3 groups, found extents [2, 2, 3, 3];"),
    Case(
      name: "no groups", nodes: conv(flag("group", 0)), constants: weight,
      sentence: "for 2 channels in 0 groups,"),
    Case(
      name: "weights of one axis", nodes: conv(), constants: [.numbers("w", 2, 2, 3)],
      sentence: "found extents [2, 2, 3];"),
    Case(
      name: "weights without elements", nodes: conv(),
      constants: [ONNXTensor(name: "w", extents: [0, 2, 3, 3], values: [])],
      sentence: "found extents [0, 2, 3, 3];"),
    Case(
      name: "a computed weight", nodes: [.make("Conv", ["x", "x"], "y")],
      sentence: "its input 2 is computed from the image;"),
    Case(
      name: "a bias of other length", nodes: [.make("Conv", ["x", "w", "b"], "y")],
      constants: weight + [.numbers("b", 3)],
      sentence: "expected a bias of 2 numbers, found extents [3];"),
    Case(
      name: "another kernel", nodes: conv(size), constants: weight,
      sentence: "expected a kernel_shape of [3, 3], found [2, 2];"),
    Case(
      name: "a window larger than the image", nodes: conv(list("dilations", 2, 2)),
      constants: weight,
      sentence: "a window of 3×3, padded by [0, 0, 0, 0], does not fit an image of 2×4×4, or lies "
        + "in the padding alone;"),
    Case(
      name: "steps of 0", nodes: conv(list("strides", 1, 0)), constants: weight,
      sentence: "expected 2 numbers from 1 up as its strides, found [1, 0];"),
    Case(
      name: "one dilation", nodes: conv(list("dilations", 1)), constants: weight,
      sentence: "expected 2 numbers from 1 up as its dilations, found [1];"),
    Case(
      name: "negative pads", nodes: conv(list("pads", 0, 0, 0, -1)), constants: weight,
      sentence: "expected 4 numbers from 0 up as its pads, found [0, 0, 0, -1];"),
    Case(
      name: "pads without end", nodes: conv(list("pads", 0, 0, 1 << 40, 0)), constants: weight,
      sentence: "expected 4 numbers from 0 up as its pads,"),
    Case(
      name: "padding said twice",
      nodes: conv(list("pads", 1, 1, 1, 1), text("auto_pad", "SAME_UPPER")), constants: weight,
      sentence: "it has pads [1, 1, 1, 1] and auto_pad SAME_UPPER, of which one is meant;"),
    Case(
      name: "an unknown rule", nodes: conv(text("auto_pad", "SAME")), constants: weight,
      sentence: "its auto_pad SAME is unknown;"),
    Case(
      name: "padding that would fill the memory",
      nodes: conv(list("pads", 1 << 23, 1 << 23, 0, 0)), constants: weight,
      sentence: "Conv that gives y: the graph takes more memory than a file of its size may;"),
    Case(
      name: "padding hidden by steps",
      nodes: conv(list("pads", 1 << 13, 1 << 13, 0, 0), list("strides", 1 << 13, 1 << 13)),
      constants: weight, sentence: "the graph takes more memory than a file of its size may;"),
  ]

  static let others: [Case] = [
    Case(
      name: "a pooling without a window", nodes: pool("MaxPool"),
      sentence: "MaxPool that gives y: expected a kernel_shape of 2 numbers, found none;"),
    Case(
      name: "columns first", nodes: pool("MaxPool", size, flag("storage_order")),
      sentence: "expected the storage order 0 (rows first), found 1;"),
    Case(
      name: "a window in the padding alone",
      nodes: pool("MaxPool", size, list("pads", 2, 0, 0, 0)),
      sentence: "a window of 2×2, padded by [2, 0, 0, 0], does not fit an image of 2×4×4, or lies "
        + "in the padding alone;"),
    Case(
      name: "windows without end",
      nodes: pool(
        "AveragePool", list("kernel_shape", 3000, 3000), list("pads", 2999, 2999, 2999, 2999)),
      sentence: "AveragePool that gives y: the graph takes more memory than a file of its size "
        + "may;"),
    Case(
      name: "the places of the largest",
      nodes: [
        ONNXNode("MaxPool", inputs: ["x"], outputs: ["p", "i"], attributes: [size]),
        .make("Relu", ["i"], "y"),
      ], sentence: "it takes i, which is not the first result of its node;"),
    Case(
      name: "a mean over the batch", nodes: pool("ReduceMean", list("axes", 0, 2, 3)),
      sentence: "ReduceMean that gives y: it runs over the batch axis of extents [1, 2, 4, 4];"),
    Case(
      name: "axes that are not there", nodes: pool("ReduceMax", list("axes", 4)),
      sentence: "its axes [4] do not fit extents [1, 2, 4, 4];"),
    Case(
      name: "other values around the image",
      nodes: [.make("Pad", ["x", "p", "v"], "y")],
      constants: [.integers("p", [0, 0, 1, 1, 0, 0, 1, 1]), .numbers("v", 1)],
      sentence: "Pad that gives y: expected zeros around the image, found mode constant and other "
        + "values;"),
    Case(
      name: "mirrored pixels", nodes: [.make("Pad", ["x", "p"], "y", [text("mode", "reflect")])],
      constants: [.integers("p", [0, 0, 1, 1, 0, 0, 1, 1])],
      sentence: "found mode reflect and other values;"),
    Case(
      name: "padded channels", nodes: [.make("Pad", ["x", "p"], "y")],
      constants: [.integers("p", [0, 1, 0, 0, 0, 0, 0, 0])],
      sentence: "expected 8 numbers of zeros to add, none to batch and channels, found "
        + "[0, 1, 0, 0, 0, 0, 0, 0];"),
    Case(
      name: "pads cut short", nodes: [.make("Pad", ["x", "p"], "y")],
      constants: [.integers("p", [0, 1])],
      sentence: "expected 8 numbers of zeros to add, none to batch and channels, found [0, 1];"),
    Case(
      name: "normalisation of other channels",
      nodes: [.make("BatchNormalization", ["x", "b", "b", "b", "b"], "y")],
      constants: [.numbers("b", 3)],
      sentence: "expected 2 numbers in b, found extents [3];"),
    Case(
      name: "elements taken twice",
      nodes: [
        .make("Flatten", ["x"], "a"), .make("Gather", ["a", "i"], "y", [flag("axis")]),
      ], constants: [.integers("i", [0, 1, 1])],
      sentence: "Gather that gives y: it does not take every element computed from the image once;"),
    Case(
      name: "a row of pixels", nodes: [.make("Gather", ["x", "i"], "y", [flag("axis", 2)])],
      constants: [.integers("i", [0])],
      sentence: "expected places in a list, found extents [1, 2, 4, 4];"),
    Case(
      name: "a part of the image",
      nodes: [.make("Slice", ["x", "i", "i"], "y")], constants: [.integers("i", [0])],
      sentence: "Slice that gives y: its input 1 is computed from the image;"),
    Case(
      name: "a slice without steps",
      nodes: [
        .make("Slice", ["i", "i", "i", "i", "i"], "a"), .make("Reshape", ["x", "a"], "y"),
      ], constants: [.integers("i", [0])],
      sentence: "its axes or steps do not fit extents [1];"),
    Case(
      name: "an array of any size",
      nodes: [.make("ConstantOfShape", ["i"], "a"), .make("Add", ["x", "a"], "y")],
      constants: [.integers("i", [1 << 20, 1 << 20])],
      sentence: "ConstantOfShape that gives a: the graph takes more memory than a file of its size "
        + "may;"),
    Case(
      name: "a negative extent",
      nodes: [.make("ConstantOfShape", ["i"], "a"), .make("Add", ["x", "a"], "y")],
      constants: [.integers("i", [-1])],
      sentence: "ConstantOfShape that gives a: expected extents and one number, found [-1.0];"),
    Case(
      name: "a division by zero with no layer beside it",
      nodes: [.make("Relu", ["x"], "a"), .make("Div", ["a", "z"], "y")],
      constants: [ONNXTensor(name: "z", extents: [], values: [0])],
      sentence: "tensor Div that gives y: element 0 is inf, expected a finite float32 number;"),
  ]

  @Test("convolutions that cannot be", arguments: convolutions)
  func convolution_bad_isRefused(_ example: Case) throws { try expectRefusal(example) }

  @Test("poolings, moves and arithmetic that cannot be", arguments: others)
  func operator_bad_isRefused(_ example: Case) throws { try expectRefusal(example) }

  private func expectRefusal(_ example: Case) throws {
    var model = ONNXModel(example.nodes, example.constants)
    model.graph?.inputs = [
      ONNXValueInfo(name: "x", elementType: 1, extents: example.image.map { .fixed($0) })
    ]
    let changed = model
    let failure = #expect(throws: CheckpointFailure.self) { try changed.network() }
    #expect(failure?.kind == .badData)
    let description = failure?.description ?? ""
    #expect(description.hasPrefix("m.onnx: "))
    #expect(description.contains(example.sentence), "\(description)")
  }

  /// A graph with a layer of every kind.
  private static var good: Data {
    var model = ONNXModel(
      [
        .make("Pad", ["x", "p"], "a"), .make("Conv", ["a", "w"], "b", [flag("group")]),
        .make("MaxPool", ["x"], "c", [list("kernel_shape", 1, 1), flag("ceil_mode")]),
        .make("Sub", ["b", "c"], "d"), .make("Relu", ["d"], "e"), .make("Mul", ["e", "s"], "f"),
        .make("Transpose", ["f"], "g", [list("perm", 0, 2, 3, 1)]),
        .make("ReduceMean", ["g"], "y", [list("axes", 1, 2), flag("keepdims", 0)]),
      ],
      weight + [
        .integers("p", [0, 0, 1, 1, 0, 0, 1, 1]),
        ONNXTensor(name: "s", extents: [2, 1, 1], values: [2, 3]),
      ])
    model.graph?.inputs = [.floats("x", 1, 2, 4, 4)]
    return model.bytes
  }

  @Test("a good graph of images with one byte changed is read or refused, never a crash")
  func graph_oneByteChanged_isReadOrRefused() throws {
    let bytes = Self.good
    let network = try ONNXFile(parsing: bytes, path: "m.onnx").interpreted(path: "m.onnx").network
    #expect(
      network.layers.map(\.kindName) == [
        "convolution", "max-pooling", "affine", "relu", "affine", "average-pooling",
      ])
    var refused = 0
    for index in bytes.indices {
      for change in [0x01, 0x04, 0x80, 0xFF] as [UInt8] {
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
