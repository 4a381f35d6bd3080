import Foundation
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Training gradients against PyTorch's double backward") struct DoubleBackwardTests {
  /// The project's requirement, Frobenius-relative per tensor: float32 here, float64 there.
  static let tolerance = 1e-5
  static let weight = 0.5
  static let parameterNames = ["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"]

  static let cases: [(key: String, penalty: AlignmentPenalty?)] =
    [("baseline", nil)]
    + AlignmentMeasure.allCases.map {
      ("\($0.rawValue) loss", AlignmentPenalty(weight: weight, measure: $0))
    }
    + [GradientKind.trueLogit, .predictedLogit, .margin].map {
      ("ratio \($0.rawValue)", AlignmentPenalty(weight: weight, gradient: $0))
    }

  private func check<E: Scalar>(_ type: E.Type, _ index: Int, tolerance: Double) throws {
    let (key, penalty) = Self.cases[index]
    let file = try SafetensorsFile(contentsOf: fixtureURL("double_backward.safetensors"))
    func values(_ name: String) throws -> [E] { try #require(file.tensor(named: name)).values() }
    let network = try Network<E>(
      layers: Network<E>.perceptron(sizes: [20, 24, 16, 5]),
      parameters: Self.parameterNames.flatMap(values))
    let images = Matrix(rows: 8, columns: 20, storage: try values("images"))
    let labels = try values("labels").map { Int($0) }
    let pass = ObjectivePass(
      network, capacity: 8, basis: Matrix(rows: 6, columns: 20, storage: try values("basis")))
    var gradient = [E](repeating: .nan, count: network.parameters.count)
    let value = images.withReadView { images in
      gradient.withUnsafeMutableBufferPointer {
        pass.evaluate(network, .images(images), labels: labels, penalty: penalty, into: $0)
      }
    }
    var start = 0
    for name in Self.parameterNames {
      let expected = try values("\(key)/\(name)").map { Double($0) }
      let found = gradient[start..<start + expected.count].map { Double($0) }
      #expect(relativeError(found, expected) < tolerance, "\(key) \(name)")
      start += expected.count
    }
    if penalty != nil {
      let mean = Double(try values("\(key)/measure")[0])
      #expect(abs(value.measureSum / 8 - mean) < tolerance * mean)
    }
  }

  @Test("float32 gradients agree to 1e-5 in every tensor", arguments: cases.indices)
  func gradient_float_agreesWithPyTorch(_ index: Int) throws {
    try check(Float.self, index, tolerance: Self.tolerance)
  }

  @Test("float64 gradients agree to the fixture's own rounding", arguments: cases.indices)
  func gradient_double_agreesWithPyTorch(_ index: Int) throws {
    // The fixture is float32 (6e-8 per element), its basis orthonormal to 1e-7.
    try check(Double.self, index, tolerance: 1e-6)
  }
}
