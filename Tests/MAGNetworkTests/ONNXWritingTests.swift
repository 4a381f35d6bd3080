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
}
