import Foundation
import MAGData
import MAGNetwork
import MAGNumerics

@testable import MAGStudy

/// Small data, manifolds and networks for tests of measurements.
enum Toy {
  static let side = 4
  static let classCount = 3

  /// Images of 4 × 4 random bytes, labelled 0, 1, 2, 0, …
  static func images(_ count: Int = 40, seed: UInt64 = 1) -> ImageSet {
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<count * side * side).map { _ in UInt8(generator.integer(below: 256)) }
    return ImageSet(
      bytes: bytes, labels: (0..<count).map { $0 % classCount }, height: side, width: side,
      classCount: classCount)
  }

  static func manifold(_ components: Int = 5) throws -> Manifold {
    try Manifold.fit(images(80, seed: 2), components: components)
  }

  static func measured(_ inputs: Inputs = .projected, count: Int = 40) throws -> MeasurementSet {
    try MeasurementSet(images(count), manifold: manifold(), inputs: inputs)
  }

  /// A network whose predictions on the toy images are spread over the classes.
  static func network(
    sizes: [Int] = [16, 12, 9, 3], activation: ActivationKind = .relu, seed: UInt64 = 3
  ) throws -> Network<Float> {
    var generator = SeededGenerator(seed: seed)
    var network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: sizes, activation: activation),
      initialization: .he, using: &generator)
    let images = try measured().images
    let logits = network.logits(images)
    let first = network.parameters.count - network.classCount
    for column in 0..<network.classCount {
      let mean = (0..<images.rows).reduce(Float(0)) { $0 + logits[$1, column] }
      network.parameters[first + column] -= mean / Float(images.rows)
    }
    return network
  }

  /// logits = x Wᵀ + b.
  static func linear(_ weight: [[Float]], bias: [Float]) throws -> Network<Float> {
    try Network(
      layers: Network<Float>.perceptron(sizes: [weight[0].count, weight.count]),
      parameters: weight.flatMap { $0 } + bias)
  }
}

/// Runs a test in a folder of its own, removed afterwards.
func withScratch<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("mag-study-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
