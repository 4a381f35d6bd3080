import Foundation
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Convolutional networks against PyTorch") struct GraphPeerTests {
  /// What Fixtures/make_convolution.py writes.
  private struct Fixture: Decodable {
    let parameters: [[Double]]
    let images: [[Double]]
    let labels: [Int]
    let logits: [[Double]]
    let gradients: [[Double]]
  }

  private func fixture() throws -> Fixture {
    try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: fixtureURL("convolution.json")))
  }

  private func network<E: Scalar>(_ fixture: Fixture, as: E.Type) throws -> Network<E> {
    let parameters = fixture.parameters.map { $0.map { E($0) } }
    let first = try #require(
      Convolution(
        input: ImageExtents(channels: 2, height: 7, width: 6), outputChannels: 4,
        window: Window2D(
          kernelHeight: 3, kernelWidth: 3, strideY: 2, top: 2, left: 1, bottom: 1)))
    let plane = first.output
    let grouped = try #require(
      Convolution(
        input: plane, outputChannels: 4,
        window: Window2D(
          kernelHeight: 3, kernelWidth: 3, top: 2, left: 2, bottom: 2, right: 2, dilationY: 2,
          dilationX: 2), groups: 2, hasBias: false))
    let largest = try #require(
      MaxPooling(
        input: plane,
        window: Window2D(
          kernelHeight: 2, kernelWidth: 2, strideY: 2, strideX: 2, top: 1, bottom: 1),
        ceilMode: true))
    let mean = try #require(
      AveragePooling(
        input: largest.output,
        window: Window2D(
          kernelHeight: 2, kernelWidth: 3, strideY: 2, top: 1, left: 1, bottom: 1, right: 1),
        countsPadding: false))
    return try Network(
      nodes: [
        NetworkNode(first, parameters: parameters[0], from: [NetworkNode<E>.input]),
        NetworkNode(
          ElementwiseAffine(count: plane.count, group: plane.planeCount),
          parameters: parameters[1], from: [0]),
        NetworkNode(Activation(.relu, count: plane.count), from: [1]),
        NetworkNode(grouped, parameters: parameters[2], from: [2]),
        NetworkNode(Activation(.relu, count: plane.count), from: [3]),
        NetworkNode(largest, from: [2, 4]),
        NetworkNode(mean, from: [5]),
        NetworkNode(
          Dense(inputCount: mean.outputCount, outputCount: 3), parameters: parameters[3],
          from: [6]),
      ], output: 7)
  }

  private func check<E: Scalar>(_ type: E.Type, tolerance: Double) throws {
    let fixture = try fixture()
    let network = try network(fixture, as: type)
    let images = Matrix(
      rows: 4, columns: 84, storage: fixture.images.flatMap { $0.map { E($0) } })
    let logits = network.logits(images).storage.map { Double($0) }
    #expect(relativeError(logits, fixture.logits.flatMap(\.self)) < tolerance)
    let gradients = network.inputGradient(images, labels: fixture.labels, of: .loss)
    let found = gradients.storage.map { Double($0) }
    #expect(relativeError(found, fixture.gradients.flatMap(\.self)) < tolerance)
  }

  @Test("logits and input gradients agree with PyTorch's in float64")
  func network_double_agreesWithPyTorch() throws {
    // A few hundred float64 operations of magnitude 1.
    try check(Double.self, tolerance: 1e-13)
  }

  @Test("logits and input gradients agree with PyTorch's to float32's rounding")
  func network_float_agreesWithPyTorch() throws {
    try check(Float.self, tolerance: 2e-6)
  }
}
