import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Described networks") struct ArchitectureTests {
  /// Tensors by name, of the values given.
  struct Container: TensorContainer {
    var tensors: [StoredTensor]
    var metadata: CheckpointMetadata = [:]
  }

  static func tensor(_ name: String, _ extents: [Int], _ values: [Float]) -> StoredTensor {
    StoredTensor(name: name, extents: extents, values: values)
  }

  static func network(
    _ text: String, _ tensors: [StoredTensor]
  ) throws -> (network: Network<Float>, assumptions: [String]) {
    let description = try ArchitectureDescription(parsing: Data(text.utf8), path: "a.yaml")
    return try ArchitectureLowering.network(
      description, Container(tensors: tensors), path: "m")
  }

  private func logits(_ network: Network<Float>, _ image: [Float]) -> [Float] {
    network.logits(Matrix(rows: 1, columns: image.count, storage: image)).storage
  }

  @Test(
    "give the logits and input gradients of PyTorch",
    arguments: ["residual.pt", "by_pixels.npz"])
  func load_fixture_agrees(_ name: String) throws {
    let file = try fixtureURL("architecture").appendingPathComponent(name)
    let base = file.deletingPathExtension()
    let description = try ArchitectureDescription(
      contentsOf: base.appendingPathExtension("yaml"))
    let network = try Checkpoint.load(
      file, hints: CheckpointHints(architecture: description)
    ).network
    let reference = try ReferenceValues(contentsOf: base.appendingPathExtension("json"))
    // float32 against float64; a few hundred products.
    let comparison = try ReferenceComparison(network, with: reference, path: "r", tolerance: 2e-6)
    #expect(comparison.verdict == .agrees, "\(comparison)")
    #expect(comparison.inputGradients != nil)
  }

  @Test("layers in any order are sorted, and the hints are said")
  func load_anyOrder_saysHints() throws {
    let folder = try fixtureURL("architecture")
    let description = try ArchitectureDescription(
      contentsOf: folder.appendingPathComponent("residual.yaml"))
    let checkpoint = try Checkpoint.load(
      folder.appendingPathComponent("residual.pt"),
      hints: CheckpointHints(architecture: description))
    #expect(!checkpoint.network.isChain)
    #expect(
      checkpoint.network.layers.map(\.kindName).prefix(6) == [
        "convolution", "affine", "relu", "convolution", "leaky-relu:0.2", "convolution",
      ])
    #expect(checkpoint.assumptions[0].hasPrefix("--architecture says the layers ("))
    #expect(
      checkpoint.assumptions.contains("There is no bias beside a.weight; none is added."))
  }

  @Test("a chain by hand: a row, a dense layer of each orientation")
  func network_dense_isByHand() throws {
    let weight = Self.tensor("w.weight", [2, 3], [1, 2, 3, 4, 5, 6])
    let kernel = Self.tensor("w/kernel", [3, 2], [1, 4, 2, 5, 3, 6])
    let plain = try Self.network(
      "input: 3\nlayers: [{name: w, kind: dense}]", [weight])
    #expect(logits(plain.network, [1, 0, 2]) == [7, 16])
    #expect(plain.assumptions.count == 2)
    let named = try Self.network(
      "input: 3\nlayers: [{name: w, kind: dense}]", [kernel])
    #expect(logits(named.network, [1, 0, 2]) == [7, 16])
    let forced = try Self.network(
      "input: 3\nlayers: [{kind: dense, transposed: true, tensors: {weight: x}}]",
      [Self.tensor("x", [3, 2], [1, 4, 2, 5, 3, 6])])
    #expect(logits(forced.network, [1, 0, 2]) == [7, 16])
    #expect(forced.assumptions.count == 1)
  }

  @Test("batch normalisation by hand: 4 (x − 1) / √(3 + 1) + 10, by channel")
  func network_normalization_isByHand() throws {
    let text = """
      input: [2, 1, 2]
      layers:
        - {name: n, kind: batch-normalization, epsilon: 1}
        - kind: flatten
      """
    let (network, _) = try Self.network(
      text,
      [
        Self.tensor("n.weight", [2], [4, 4]), Self.tensor("n.bias", [2], [10, 20]),
        Self.tensor("n.running_mean", [2], [1, 1]), Self.tensor("n.running_var", [2], [3, 3]),
        Self.tensor("n.num_batches_tracked", [], [7]),
      ])
    #expect(logits(network, [1, 2, 1, 3]) == [10, 12, 20, 24])
  }

  @Test("x + x, an activation alone, and a reshape there and back")
  func network_sums_areByHand() throws {
    let text = """
      input: 4
      layers:
        - {kind: reshape, shape: [1, 2, 2]}
        - {name: r, kind: relu}
        - {kind: sum, from: [r, r], activation: leaky-relu:0.5}
        - {kind: flatten}
      """
    let (network, _) = try Self.network(text, [])
    #expect(logits(network, [1, -2, 3, -4]) == [2, 0, 6, 0])
  }

  @Test("images are flattened by pixels: all channels of a pixel stand together")
  func network_channelsLast_isByHand() throws {
    let text = "input: [2, 1, 3]\nlayers: [{kind: flatten, order: channels-last}]"
    let (network, _) = try Self.network(text, [])
    #expect(logits(network, [1, 2, 3, 10, 20, 30]) == [1, 10, 2, 20, 3, 30])
  }

  @Test(
    "padding same gives ⌈size / stride⌉ outputs, the odd row behind",
    arguments: [
      (7, 3, 2, 1, 1, 1), (6, 3, 2, 1, 0, 1), (5, 1, 1, 1, 0, 0), (5, 4, 1, 1, 1, 2),
      (5, 3, 1, 2, 2, 2), (4, 2, 5, 1, 0, 0),
    ])
  func window_same_isByHand(
    _ size: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ top: Int, _ bottom: Int
  ) throws {
    let text =
      "{window: \(kernel), stride: \(stride), dilation: \(dilation), padding: same}"
    var keys = try ArchitectureKeys(YAMLValue(parsing: Data(text.utf8)), "a window")
    let choice = try WindowChoice(&keys, hasKernel: true)
    let extents = ImageExtents(channels: 1, height: size, width: size)
    let window = choice.window(over: extents)
    #expect(window.top == top && window.bottom == bottom)
    #expect(window.left == top && window.right == bottom)
    #expect(window.outputs(of: extents)?.height == (size + stride - 1) / stride)
  }

  @Test("tensors are shared at most 16 times, and what is ignored need not be named")
  func tensors_shared_areBounded() throws {
    let weight = Self.tensor("w.weight", [2, 2], [1, 0, 0, 1])
    func text(_ count: Int) -> String {
      "input: 2\nignored: [other]\nlayers:\n"
        + String(repeating: "  - {kind: dense, tensors: w}\n", count: count)
    }
    let other = Self.tensor("other", [0], [])
    let (network, _) = try Self.network(text(16), [weight, other])
    #expect(network.layers.count == 16)
    let error = #expect(throws: CheckpointFailure.self) {
      try Self.network(text(17), [weight, other])
    }
    #expect(error?.description.contains("share the tensors more than 16 times") == true)
  }
}
