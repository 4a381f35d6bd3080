import Foundation
import MAGNumerics

/// How far a network's logits and input gradients are from those of another program.
///
/// Differences are taken relative to the image's largest |reference value|, so that a network with
/// large logits is not held to more digits than float32 has.
public struct ReferenceComparison: Sendable, Encodable {
  public enum Verdict: String, Sendable, Codable {
    /// All differences are within the tolerance.
    case agrees
    case differs
    /// Nothing differs, but the reference could not have shown it: fewer than two images, or the
    /// same logits for all of them.
    case cannotTell = "cannot tell"
  }

  /// The largest difference of one kind of values.
  public struct Difference: Sendable, Encodable, Equatable {
    /// |value − reference| / the image's largest |reference|; the difference itself where that is 0.
    public var relative: Double
    /// |value − reference| at the same place.
    public var absolute: Double
    /// The image, and the class or pixel.
    public var image: Int
    public var element: Int

    private enum CodingKeys: String, CodingKey { case relative, absolute, image, element }

    /// Differences that are not finite, of a network that overflows, are null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(relative.isFinite ? relative : nil, forKey: .relative)
      try container.encode(absolute.isFinite ? absolute : nil, forKey: .absolute)
      try container.encode(image, forKey: .image)
      try container.encode(element, forKey: .element)
    }
  }

  public var verdict: Verdict
  public var count: Int
  public var tolerance: Double
  public var logits: Difference
  /// Nil where the reference has none.
  public var inputGradients: Difference?
  /// Images for which the largest logit is of the same class.
  public var samePredictions: Int
  /// What is likely wrong with a reference that differs; nil if nothing shows.
  public var hint: String?

  /// Relative to the largest logit: some hundred float32 roundings.
  public static let standardTolerance = 1e-4

  /// Compares in float32, as measurements run.
  ///
  /// - Parameters:
  ///   - network: what is checked.
  ///   - reference: images with the logits, and perhaps gradients, that are right.
  ///   - path: of the reference's file, for failures.
  ///   - order: where the reference's images and gradients are in another order than the network
  ///     takes: see `Checkpoint.inputOrder`.
  ///   - tolerance: the largest relative difference that passes.
  /// - Throws: `ReferenceFailure.shape` where the reference is of a network of other sizes.
  public init(
    _ network: Network<Float>, with reference: ReferenceValues, path: String,
    order: [Int]? = nil, tolerance: Double = ReferenceComparison.standardTolerance
  ) throws(ReferenceFailure) {
    guard reference.images.columns == network.inputDimension else {
      throw .shape(
        path: path, array: "images",
        expected: "\(network.inputDimension) columns as the network "
          + "takes", found: "\(reference.images.columns)")
    }
    guard reference.logits.columns == network.classCount else {
      throw .shape(
        path: path, array: "logits", expected: "\(network.classCount) columns as the network gives",
        found: "\(reference.logits.columns)")
    }
    let images = Matrix<Float>(Self.moved(reference.images, order))
    let found = network.logits(images)
    logits = Self.largest(found, reference.logits)
    if let gradients = reference.inputGradients, let labels = reference.labels {
      inputGradients = Self.largest(
        network.inputGradient(images, labels: labels, of: .trueLogit),
        Self.moved(gradients, order))
    }
    count = images.rows
    self.tolerance = tolerance
    samePredictions = (0..<count).count { row in
      let expected = reference.logits.row(row)
      let ours = found.row(row)
      return expected.firstIndex(of: expected.max() ?? 0).map { $0 - expected.startIndex }
        == ours.firstIndex(of: ours.max() ?? 0).map { $0 - ours.startIndex }
    }
    let isConstant = (1..<max(count, 1)).allSatisfy {
      reference.logits.row($0).elementsEqual(reference.logits.row(0))
    }
    if max(logits.relative, inputGradients?.relative ?? 0) > tolerance {
      verdict = .differs
    } else {
      verdict = isConstant ? .cannotTell : .agrees
    }
    if verdict == .differs, let kind = Self.distribution(reference.logits),
      Self.distribution(Matrix<Double>(found)) != kind
    {
      hint = "The reference holds \(kind); give the values before the softmax."
    }
  }

  /// Rows in the network's order: column order[i] is column i of the reference.
  private static func moved(_ rows: Matrix<Double>, _ order: [Int]?) -> Matrix<Double> {
    guard let order else { return rows }
    var result = rows
    for row in 0..<rows.rows {
      for (column, target) in order.enumerated() { result[row, target] = rows[row, column] }
    }
    return result
  }

  /// What rows that are no logits hold: `probabilities` or `log-probabilities`, to 1e-4; else nil.
  private static func distribution(_ rows: Matrix<Double>) -> String? {
    func isOne(_ sum: Double) -> Bool { abs(sum - 1) < 1e-4 }
    let all = (0..<rows.rows).map { rows.row($0) }
    if all.allSatisfy({ row in isOne(row.reduce(0, +)) && row.allSatisfy { $0 >= 0 } }) {
      return "probabilities"
    }
    return all.allSatisfy { row in isOne(row.reduce(0) { $0 + exp($1) }) }
      ? "log-probabilities" : nil
  }

  private static func largest(_ found: Matrix<Float>, _ expected: Matrix<Double>) -> Difference {
    var result = Difference(relative: 0, absolute: 0, image: 0, element: 0)
    for image in 0..<expected.rows {
      let reference = expected.row(image)
      let largest = reference.map { abs($0) }.max() ?? 0
      for (element, pair) in zip(found.row(image), reference).enumerated() {
        let absolute = abs(Double(pair.0) - pair.1)
        let relative = absolute.isNaN ? .infinity : absolute / (largest > 0 ? largest : 1)
        if relative > result.relative {
          result = Difference(
            relative: relative, absolute: absolute, image: image, element: element)
        }
      }
    }
    return result
  }
}
