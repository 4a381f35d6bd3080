import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("What is said of a file beside it") struct HintTests {
  private struct Container: TensorContainer {
    var tensors: [StoredTensor]
    var metadata: CheckpointMetadata = [:]
    var conventions = ContainerConventions()
  }

  /// Two square weights, so that nothing tells how they lie, and no bias.
  private func interpreted(
    _ hints: CheckpointHints, _ conventions: ContainerConventions = ContainerConventions(),
    metadata: CheckpointMetadata = [:]
  ) throws -> (network: Network<Float>, assumptions: [String]) {
    let tensors = [
      StoredTensor(name: "0.weight", extents: [2, 2], values: [1, 2, 3, 4] as [Float]),
      StoredTensor(name: "1.weight", extents: [2, 2], values: [5, 6, 7, 8] as [Float]),
    ]
    return try Checkpoint.interpret(
      Container(tensors: tensors, metadata: metadata, conventions: conventions), path: "m",
      hints: hints)
  }

  @Test("an activation replaces the assumption of ReLU, and is said")
  func activation_isTakenAndSaid() throws {
    let (network, assumptions) = try interpreted(
      CheckpointHints(activation: .leakyReLU(slope: 0.2)))
    #expect(network.layers[1] as? Activation == Activation(.leakyReLU(slope: 0.2), count: 2))
    #expect(
      assumptions.contains("--activation says leaky-relu:0.2 after every layer but the last."))
    #expect(!assumptions.contains { $0.contains("ReLU is assumed") })
    let plain = try interpreted(CheckpointHints(activation: .identity))
    #expect(plain.network.layers.count == 2)
  }

  @Test("square weights are transposed when that is said, in place of the assumption")
  func transposed_isTakenAndSaid() throws {
    let asStored = try interpreted(CheckpointHints())
    #expect(asStored.network.parameters == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(asStored.assumptions.contains { $0.contains("could lie either way") })
    let (network, assumptions) = try interpreted(CheckpointHints(isTransposed: true))
    #expect(network.parameters == [1, 3, 2, 4, 5, 7, 6, 8])
    #expect(assumptions[0] == "--transposed says that the weights lie as [inputs, outputs].")
    #expect(!assumptions.contains { $0.contains("either way") })
    let stated = try interpreted(
      CheckpointHints(isTransposed: true), ContainerConventions(orientation: .outputsFirst))
    #expect(stated.network.parameters == network.parameters)
  }

  @Test("what the file says itself is not overridden, and the same may be said twice")
  func activation_contradicted_isRefused() throws {
    let hints = CheckpointHints(activation: .tanh)
    let error = #expect(throws: CheckpointFailure.self) {
      try interpreted(hints, ContainerConventions(activation: .relu))
    }
    #expect(
      error?.description == "m: the file itself says the activation relu; leave out --activation, "
        + "which is for files that do not.")
    #expect(throws: CheckpointFailure.self) {
      try interpreted(
        hints, metadata: ["format": "mag.checkpoint/1", "architecture": "2-2-2 relu"])
    }
    let same = try interpreted(
      hints, metadata: ["format": "mag.checkpoint/1", "architecture": "2-2-2 tanh"])
    #expect(same.assumptions.allSatisfy { !$0.contains("--activation") })
  }

  @Test("a graph says everything, so that hints beside it are refused by their options")
  func graph_hints_areRefused() throws {
    let file = try fixtureURL("onnx").appendingPathComponent("column.onnx")
    let error = #expect(throws: CheckpointFailure.self) {
      try Checkpoint.load(file, hints: CheckpointHints(activation: .relu, isTransposed: true))
    }
    #expect(error?.description.contains("leave out --activation and --transposed") == true)
  }
}
