import MAGNetwork
import MAGNumerics

/// How input gradients lie to the manifold's span, over many examples.
///
/// With P the projection on the span: cosine c = ‖P g‖/‖g‖ in [0, 1], ratio r = 1/c ≥ 1 (the
/// paper's equation 2), rejection ‖g − P g‖/‖g‖ = √(1 − c²), the last from the remainder itself,
/// which stays accurate where c is near 1.
public struct Alignment: Sendable, Equatable, Codable {
  public var cosine: AlignmentSummary
  public var ratio: AlignmentSummary
  public var rejection: AlignmentSummary

  /// Measures given gradients, accumulating in Double.
  ///
  /// - Shapes: `gradients` [n, d], `basis` [k, d] with orthonormal rows.
  /// - Zero or non-finite gradients: all three are undefined and counted; a gradient orthogonal to
  ///   the span (P g exactly 0) has cosine 0, rejection 1 and an undefined ratio. Never NaN.
  /// - Scale: rows are divided by their largest entry first, so that neither overflow nor underflow
  ///   matters.
  /// - Cost: O(n k d), two thin products for each 512 rows.
  public init<Element: Scalar>(
    of gradients: Matrix<Element>, basis: Matrix<Double>
  ) throws(GeometryFailure) {
    guard gradients.columns == basis.columns else {
      throw .dimensionMismatch(
        what: "the manifold's basis", expected: gradients.columns, found: basis.columns)
    }
    var measured = Values()
    for start in stride(from: 0, to: gradients.rows, by: Values.chunk) {
      let range = start..<min(start + Values.chunk, gradients.rows)
      measured.append(gradients.rows(range), basis)
    }
    self.init(measured)
  }

  /// Measures the gradients of a network at images, chunk by chunk.
  ///
  /// - Shapes: `images` [n, d], `labels` n classes.
  /// - Memory: a chunk of 512 gradients at a time.
  /// - Throws: `GeometryFailure.dimensionMismatch` if images, labels or basis do not fit.
  public init<Element: Scalar>(
    of network: Network<Element>, images: Matrix<Element>, labels: [Int],
    gradient kind: GradientKind = .loss, basis: Matrix<Double>
  ) throws(GeometryFailure) {
    let dimension = network.inputDimension
    guard images.columns == dimension else {
      throw .dimensionMismatch(what: "an image", expected: dimension, found: images.columns)
    }
    guard basis.columns == dimension else {
      throw .dimensionMismatch(
        what: "the manifold's basis", expected: dimension, found: basis.columns)
    }
    guard labels.count == images.rows else {
      throw .dimensionMismatch(what: "the labels", expected: images.rows, found: labels.count)
    }
    var measured = Values()
    for start in stride(from: 0, to: images.rows, by: Values.chunk) {
      let range = start..<min(start + Values.chunk, images.rows)
      measured.append(
        network.inputGradient(images.rows(range), labels: Array(labels[range]), of: kind), basis)
    }
    self.init(measured)
  }

  private init(_ measured: Values) {
    cosine = AlignmentSummary(measured.cosine)
    ratio = AlignmentSummary(measured.ratio)
    rejection = AlignmentSummary(measured.rejection)
  }

  /// The metrics of the examples seen so far.
  private struct Values {
    static let chunk = 512
    var cosine: [Double?] = []
    var ratio: [Double?] = []
    var rejection: [Double?] = []

    mutating func append<Element: Scalar>(_ gradients: Matrix<Element>, _ basis: Matrix<Double>) {
      let rows = Self.scaled(Matrix<Double>(gradients))
      let coefficients = Product.of(rows, .asStored, basis, .transposed)
      let projected = Product.of(coefficients, .asStored, basis, .asStored)
      for index in 0..<rows.rows {
        let (gradient, on) = (rows.row(index), projected.row(index))
        let whole = BoundaryFrame.length(gradient)
        guard whole > 0 else {
          cosine.append(nil)
          ratio.append(nil)
          rejection.append(nil)
          continue
        }
        let kept = min(BoundaryFrame.length(on), whole)
        var rest = 0.0
        for (g, p) in zip(gradient, on) { rest += (g - p) * (g - p) }
        cosine.append(kept / whole)
        ratio.append(kept > 0 ? whole / kept : nil)
        rejection.append(min(1, rest.squareRoot() / whole))
      }
    }

    /// Rows divided by their largest entry; zero and non-finite rows become zero.
    private static func scaled(_ gradients: Matrix<Double>) -> Matrix<Double> {
      var rows = gradients
      rows.withView { view in
        for index in 0..<view.rows {
          let row = view.row(index)
          var largest = 0.0
          var isFinite = true
          for value in row {
            largest = max(largest, abs(value))
            isFinite = isFinite && value.isFinite
          }
          for column in row.indices {
            row[column] = isFinite && largest > 0 ? row[column] / largest : 0
          }
        }
      }
      return rows
    }
  }
}
