import Foundation
import MAGNumerics
import MAGTraining

/// A small learnable problem: clusters of coordinates in a k-dimensional subspace of d pixels.
enum Toy {
  static let pixels = 40
  static let components = 6
  static let classes = 4

  static func set(count: Int = 100, seed: UInt64 = 1, coordinates: Bool = true) -> TrainingSet {
    var generator = SeededGenerator(seed: seed)
    let basis = orthonormal(rows: components, columns: pixels, using: &generator)
    let centres = (0..<classes * components).map { _ in 2 * generator.normal() }
    var values: [Float] = []
    var labels: [Int] = []
    for _ in 0..<count {
      let label = generator.integer(below: classes)
      labels.append(label)
      for j in 0..<components {
        values.append(Float(centres[label * components + j] + 0.5 * generator.normal()))
      }
    }
    let c = Matrix<Float>(rows: count, columns: components, storage: values)
    return TrainingSet(
      images: Product.of(c, .asStored, basis, .asStored), labels: labels, basis: basis,
      coordinates: coordinates ? c : nil, digest: "toy \(count) \(seed)")
  }

  static func configuration(_ objective: Objective) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(objective)
    configuration.sizes = [pixels, 16, 16, classes]
    configuration.epochs = 3
    configuration.batchSize = 32
    configuration.learningRate = 0.01
    configuration.attackSteps = 3
    return configuration
  }

  /// Rows of normal numbers, made orthonormal one after the other.
  private static func orthonormal(
    rows: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Matrix<Float> {
    var done: [[Double]] = []
    for _ in 0..<rows {
      var row = (0..<columns).map { _ in generator.normal() }
      for other in done {
        let along = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        row = zip(row, other).map { $0 - along * $1 }
      }
      let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      done.append(row.map { $0 / norm })
    }
    return Matrix(rows: rows, columns: columns, storage: done.joined().map { Float($0) })
  }

  /// A folder of its own for one test, removed afterwards.
  static func inFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mag-training-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
