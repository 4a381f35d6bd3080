import MAGNetwork
import MAGNumerics

/// A direction in which the boundary is looked for from an image.
public enum TiltDirection: String, Sendable, Codable, CaseIterable {
  /// Along the input gradient g.
  case gradient
  /// Along its part P g in the manifold's span.
  case inManifold = "in-manifold"
  /// Along the rest, g − P g.
  case offManifold = "off-manifold"
}

/// The input gradients of some images and their parts on and off the manifold as unit directions.
///
/// The gradient is that of a function of the logits for the *predicted* class c, with the sign by
/// which the class loses: up the loss, or down the logit or the margin. Labels play no part: a wrong
/// image is measured from the class that it is given. With the rows of W an orthonormal basis,
/// P v = v Wᵀ W.
/// - No direction: a zero or non-finite gradient has none at all, and a part that is at most
///   `tolerance` of the gradient's length is rounding, not a direction. Their rows are zero.
/// - Accuracy: both parts are projected once more after scaling, so that a short part is in (or
///   orthogonal to) the span to rounding of its own length.
/// - Cost: three forward and two backward passes and O(k d) an image.
public struct TiltDirections: Sendable {
  /// The predicted class of each image, the lowest index at ties.
  public let classes: [Int]
  /// f_c − max_{j≠c} f_j, never negative.
  public let margins: [Double]
  /// ‖P g‖/‖g‖; nil where the gradient is zero.
  public let cosines: [Double?]
  private let directions: [Matrix<Double>]
  private let marginGradients: Matrix<Double>

  /// Parts shorter than this share of the gradient are no direction: parameters stored in float32
  /// let a part that should vanish come out near 1e-7.
  public static let tolerance = 1e-6

  /// - Shapes: `points` [n, d], `basis` [k, d].
  /// - Throws: `GeometryFailure.dimensionMismatch`, `.logitsNotFinite`.
  public init(
    of network: Network<Double>, at points: Matrix<Double>, gradient kind: GradientKind,
    basis: Matrix<Double>
  ) throws(GeometryFailure) {
    let dimension = network.inputDimension
    guard points.columns == dimension else {
      throw .dimensionMismatch(what: "an image", expected: dimension, found: points.columns)
    }
    guard basis.columns == dimension else {
      throw .dimensionMismatch(
        what: "the manifold's basis", expected: dimension, found: basis.columns)
    }
    let logits = network.logits(points)
    if let bad = logits.storage.firstIndex(where: { !$0.isFinite }) {
      throw .logitsNotFinite(line: bad / logits.columns)
    }
    let samples = (0..<points.rows).map { Sample(t: 0, logits: Array(logits.row($0))) }
    classes = samples.map(\.leader)
    margins = samples.map { $0.margin(of: $0.leader) }
    marginGradients = network.inputGradient(points, labels: classes, of: .margin)
    let slopes =
      kind == .margin ? marginGradients : network.inputGradient(points, labels: classes, of: kind)
    let gradients = Self.units(slopes, sign: kind == .loss ? 1 : -1)
    let frame = BoundaryFrame(basis: basis)
    let on = frame.parts(of: gradients).on ?? gradients
    cosines = (0..<points.rows).map { row in
      BoundaryFrame.length(gradients.row(row)) > 0
        ? min(1, BoundaryFrame.length(on.row(row))) : nil
    }
    let off = Self.difference(gradients, on)
    let inside = Self.units(on, longerThan: Self.tolerance)
    let outside = Self.units(off, longerThan: Self.tolerance)
    directions = [
      gradients, Self.units(frame.parts(of: inside).on ?? inside),
      Self.units(frame.parts(of: outside).off ?? outside),
    ]
  }

  /// Unit rows [n, d], zero where there is no direction.
  public subscript(direction: TiltDirection) -> Matrix<Double> {
    switch direction {
    case .gradient: directions[0]
    case .inManifold: directions[1]
    case .offManifold: directions[2]
    }
  }

  /// Where the runner-up would catch up if both logits went on as at the image: the margin divided
  /// by its descent along the direction, for the gradient of the margin margin/‖∇margin‖.
  ///
  /// Nil where the margin does not descend.
  public func linearDistances(_ direction: TiltDirection) -> [Double?] {
    let units = self[direction]
    return margins.indices.map { row in
      let descent = -BoundaryFrame.dot(marginGradients.row(row), units.row(row))
      let distance = margins[row] / descent
      return descent > 0 && distance.isFinite ? distance : nil
    }
  }

  /// Rows divided by their lengths; those that are not finite or not longer than a bound become 0.
  private static func units(
    _ rows: Matrix<Double>, sign: Double = 1, longerThan bound: Double = 0
  ) -> Matrix<Double> {
    var result = rows
    result.withView { view in
      for index in 0..<view.rows {
        let row = view.row(index)
        // Divided by the largest entry first, so that squares neither overflow nor vanish.
        let largest = row.reduce(0) { max($0, abs($1)) }
        let isUsable = largest > 0 && row.allSatisfy(\.isFinite)
        let length =
          isUsable
          ? row.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot() * largest : 0
        let isLong = isUsable && length > bound
        for column in row.indices {
          row[column] = isLong ? sign * (row[column] / largest) / (length / largest) : 0
        }
      }
    }
    return result
  }

  private static func difference(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
    Matrix(
      rows: a.rows, columns: a.columns, storage: zip(a.storage, b.storage).map { $0 - $1 })
  }
}
