import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Writing ONNX") struct ONNXWritingTests {
  static let kinds: [ActivationKind] = [
    .identity, .relu, .leakyReLU(slope: 0.01), .hardTanh, .sigmoid, .tanh, .gelu, .softplus,
    .elu(alpha: 0.3),
  ]

  @Test("every activation reads back with the same parameters and layers", arguments: kinds)
  func network_written_readsBack(_ kind: ActivationKind) throws {
    let original: Network<Float> = try network([6, 5, 4, 3], kind)
    let bytes = try WritableFormat.onnx.encoded(original, metadata: ["inputs": "raw"], path: "x")
    let file = try ONNXFile(parsing: bytes, path: "x")
    let (found, assumptions) = try Checkpoint.interpret(file, path: "x")
    #expect(found.parameters == original.parameters)
    let layers = original.layers.filter { ($0 as? Activation)?.kind != .identity }
    #expect(
      found.layers.map { ($0 as? Activation)?.kind } == layers.map { ($0 as? Activation)?.kind })
    #expect(assumptions.count == 1 && assumptions[0].contains("(batch)"))
    #expect(file.metadata[.inputs] == "raw")
    #expect(file.operatorSet == (kind == .gelu ? 20 : 17))
    #expect(
      try WritableFormat.onnx.encoded(original, metadata: ["inputs": "raw"], path: "x") == bytes)
  }

  @Test("tensors carry the names and shapes of an nn.Sequential's state dict")
  func tensors_names_areSequential() throws {
    let bytes = try WritableFormat.onnx.encoded(network([6, 5, 3]), metadata: [:], path: "x")
    let tensors = try ONNXFile(parsing: bytes, path: "x").tensors
    #expect(tensors.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    #expect(tensors.map(\.extents) == [[5, 6], [5], [3, 5], [3]])
  }

  @Test("a network that begins with an activation or ends in one is written as it is")
  func network_activationsAtTheEnds_areWritten() throws {
    let original = try Network<Float>(
      layers: [
        Activation(.tanh, count: 2), Dense(inputCount: 2, outputCount: 2, hasBias: false),
        Activation(.relu, count: 2),
      ], parameters: [1, 2, 3, 4])
    let bytes = try WritableFormat.onnx.encoded(original, metadata: [:], path: "x")
    let found = try ONNXFile(parsing: bytes, path: "x").interpreted(path: "x").network
    #expect(found.parameters == original.parameters && found.layers.count == 3)
  }

  @Test("formats follow from extensions")
  func format_extension_isKnown() {
    #expect(WritableFormat(of: URL(fileURLWithPath: "a/b.ONNX")) == .onnx)
    #expect(WritableFormat(of: URL(fileURLWithPath: "m.safetensors")) == .safetensors)
    #expect(WritableFormat(of: URL(fileURLWithPath: "m.pt")) == nil)
    #expect(WritableFormat(of: URL(fileURLWithPath: "onnx")) == nil)
  }

  @Test("a conversion there and back gives the same bytes and no difference")
  func conversion_thereAndBack_isTheSame() throws {
    try withTemporaryFile { url in
      let original: Network<Float> = try network([6, 5, 3], .elu(alpha: 0.5))
      try Checkpoint.write(original, metadata: ["inputs": "raw", "input_std": "0.5"], to: url)
      var generator = SeededGenerator(seed: 0)
      let there = try CheckpointConversion(
        Checkpoint.load(url), to: .onnx, path: "m.onnx", using: &generator)
      #expect(there.largestDifference == 0 && there.largestLogit > 0)
      #expect(there.sha256 == FileDigest.sha256(there.bytes))
      let middle = url.deletingPathExtension().appendingPathExtension("onnx")
      try there.bytes.write(to: middle)
      let back = try CheckpointConversion(
        Checkpoint.load(middle), to: .safetensors, path: "m.safetensors", using: &generator)
      #expect(back.bytes == (try Data(contentsOf: url)))
    }
  }

  @Test("normalisation behind a layer is folded when it is read back, which rounds and no more")
  func conversion_folding_roundsOnly() throws {
    let folder = try fixtureURL("architecture")
    let description = try ArchitectureDescription(
      contentsOf: folder.appendingPathComponent("residual.yaml"))
    let checkpoint = try Checkpoint.load(
      folder.appendingPathComponent("residual.pt"), hints: .init(architecture: description))
    var generator = SeededGenerator(seed: 8)
    let conversion = try CheckpointConversion(
      checkpoint, to: .onnx, path: "m.onnx", using: &generator)
    #expect(conversion.largestDifference > 0 && conversion.isFaithful)
    let found = try ONNXFile(parsing: conversion.bytes, path: "m.onnx").interpreted(path: "m.onnx")
    #expect(checkpoint.network.layers.contains { $0 is ElementwiseAffine })
    #expect(!found.network.layers.contains { $0 is ElementwiseAffine })
  }

  @Test("dilated means are written in the operator set that has them, permutations as Gather")
  func network_newLayers_readBack() throws {
    let extents = ImageExtents(channels: 2, height: 5, width: 5)
    let window = Window2D(kernelHeight: 2, kernelWidth: 2, strideX: 2, left: 1, dilationY: 2)
    let pooling = try #require(
      AveragePooling(input: extents, window: window, countsPadding: true, ceilMode: true))
    let order = (0..<50).map { ($0 * 7 + 3) % 50 }
    let network = try Network<Float>(
      layers: [Permutation(order: order), pooling], parameters: [])
    let bytes = try WritableFormat.onnx.encoded(network, metadata: [:], path: "x")
    let file = try ONNXFile(parsing: bytes, path: "x")
    #expect(file.operatorSet == 20)
    let found = try file.interpreted(path: "x").network
    #expect(found.layers.first as? Permutation == Permutation(order: order))
    #expect(found.layers.last as? AveragePooling == pooling)
  }

  @Test("a layer that ONNX has no operator for is named")
  func network_otherLayer_isRefused() throws {
    let network = try Network<Float>(layers: [Doubling()], parameters: [])
    let failure = #expect(throws: CheckpointFailure.self) {
      try WritableFormat.onnx.encoded(network, metadata: [:], path: "x.onnx")
    }
    #expect(
      failure?.description
        == "x.onnx: the network cannot be written as a checkpoint: ONNX has no operator for its "
        + "layer 0, doubling.")
  }
}

/// A layer of no kind that is known: y = 2 x of two numbers.
private struct Doubling: Layer {
  let inputCount = 2
  let outputCount = 2
  let tensors: [TensorShape] = []
  let kindName = "doubling"
  let linearity = LayerLinearity.affine

  func forward<E: Scalar>(
    _ input: MatrixView<E>, parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) {
    for row in 0..<input.rows {
      for column in 0..<2 { output[row, column] = 2 * input[row, column] }
    }
  }

  func tangent<E: Scalar>(
    at point: LayerPoint<E>, of tangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) { forward(tangent, parameters: parameters, into: output) }

  func pullback<E: Scalar>(
    at point: LayerPoint<E>, of cotangent: MatrixView<E>,
    parameters: UnsafeMutableBufferPointer<E>, into output: MatrixView<E>
  ) { forward(cotangent, parameters: parameters, into: output) }
}
