/// What an attacker may do to an image: a ball of radius ε around it, intersected with a box.
public struct ThreatModel: Sendable, Equatable {
  /// How the size of a perturbation δ is measured.
  public enum Norm: String, Sendable, Codable, CaseIterable {
    /// max |δ_i|
    case linf
    /// √Σ δ_i²
    case l2
  }

  /// The values that pixels may take.
  ///
  /// Whatever the box, pixel i of image x may take every value of [min(lo_i, x_i), max(hi_i, x_i)],
  /// so the clean image itself is always admissible and ε = 0 changes nothing.
  public enum Box: Sendable, Equatable {
    /// No limits: for projected images, about a third of whose pixels lie outside [0, 1].
    case none
    /// [0, 1] for every pixel: for raw images.
    case unit
    /// Limits of each pixel, for example its range over the training images.
    case data(lower: [Float], upper: [Float])

    /// What results and options call it: "none", "unit" or "data".
    public var name: String {
      switch self {
      case .none: "none"
      case .unit: "unit"
      case .data: "data"
      }
    }
  }

  public var norm: Norm
  /// The radius in pixel units (a byte / 255); 0 admits the clean image alone.
  public var epsilon: Double
  public var box: Box

  public init(norm: Norm = .linf, epsilon: Double, box: Box = .none) {
    self.norm = norm
    self.epsilon = epsilon
    self.box = box
  }

  /// The same threat with another radius.
  public func with(epsilon: Double) -> ThreatModel {
    ThreatModel(norm: norm, epsilon: epsilon, box: box)
  }

  /// Refuses a radius that is negative or not finite, and a box that does not fit the images.
  ///
  /// - Throws: `AttackFailure.epsilon`, `.boxWidth`, `.boxOrder`.
  public func validate(inputDimension: Int? = nil) throws(AttackFailure) {
    guard epsilon >= 0 && epsilon.isFinite else { throw .epsilon(found: epsilon) }
    guard case .data(let lower, let upper) = box else { return }
    let width = inputDimension ?? lower.count
    guard lower.count == width && upper.count == width else {
      throw .boxWidth(expected: width, found: lower.count == width ? upper.count : lower.count)
    }
    if let pixel = lower.indices.first(where: { !(lower[$0] <= upper[$0]) }) {
      throw .boxOrder(pixel: pixel, lower: lower[pixel], upper: upper[pixel])
    }
  }
}
