import Foundation
import MAGFiles
import MAGNumerics

/// The data manifold of the paper: a linear subspace of image space, from principal components.
///
/// With orthonormal rows W the projection is x ↦ x Wᵀ W, and with `centered` x ↦ μ + (x − μ) Wᵀ W.
public struct Manifold: Sendable, Equatable {
  /// Where a manifold comes from.
  public enum Origin: Sendable, Equatable {
    /// Fitted on training data with this digest.
    case fitted(dataDigest: String)
    /// A basis that somebody gave.
    case given
  }

  /// The components of one class, for the own-class reading.
  public struct ClassPart: Sendable, Equatable {
    /// `[k, d]`, orthonormal rows.
    public let basis: Matrix<Double>
    /// The mean of the class, with `centered`.
    public let mean: [Double]?
  }

  /// W: orthonormal rows, `[rank, d]`. Rank is k for `global`, up to 10 k for the other readings. For
  /// `ownClass` this is the stacked basis of `perClass`, used wherever one basis is needed.
  public let basis: Matrix<Double>
  /// μ, in pixel units, `[d]`: only with `centered`.
  public let mean: [Double]?
  public let reading: ManifoldReading
  public let centering: Centering
  /// k as asked for: in all, or for each class.
  public let componentCount: Int
  /// The second moment of the training data along each row of the basis, divided by n: about the
  /// mean for `centered` and `centeredComponents`, else about the origin. For `global` these are the
  /// eigenvalues, in falling order. Empty when the basis was given.
  public let eigenvalues: [Double]
  /// The trace of the second moment that `eigenvalues` are part of; 0 when the basis was given.
  public let totalVariance: Double
  /// The share of `totalVariance` that the projection keeps; `nil` when the basis was given.
  public let keptEnergy: Double?
  public let origin: Origin
  /// One part a class, in the order of the labels, for `ownClass` alone.
  public let classParts: [ClassPart]

  /// d, the number of pixels.
  public var inputDimension: Int { basis.columns }
  /// The number of rows of the basis.
  public var rank: Int { basis.rows }

  /// Whether every projected image is c W for its coordinates c: true unless there is a mean.
  public var liesInSpan: Bool { centering != .centered }

  /// What a projected image has outside span(W), the same for every image: μ − μ Wᵀ W, `[d]`.
  ///
  /// `nil` where that is zero (`liesInSpan`) and for own-class with means, where it differs by class.
  /// With it x_M = (x Wᵀ) W + offset.
  public var offset: [Double]? {
    guard let mean, classParts.isEmpty else { return nil }
    let row = Matrix(rows: 1, columns: mean.count, storage: mean)
    let inside = Product.of(
      Product.of(row, .asStored, basis, .transposed), .asStored, basis, .asStored)
    return zip(mean, inside.storage).map { $0 - $1 }
  }

  /// Identifies the manifold without depending on the machine: SHA-256 of reading, centering, k and
  /// the digest of the training data, or of the numbers of a basis that was given.
  public var digest: String {
    switch origin {
    case .fitted(let dataDigest):
      return FileDigest.sha256(
        Data(
          "mag.manifold/1 \(reading.rawValue) \(centering.rawValue) \(componentCount) \(dataDigest)"
            .utf8))
    case .given:
      var data = Data("mag.manifold/1 given \(basis.rows) \(basis.columns)\n".utf8)
      for value in basis.storage + (mean ?? []) {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
      return FileDigest.sha256(data)
    }
  }

  /// A manifold over parts that belong together; `Manifold.fit` makes them.
  init(
    basis: Matrix<Double>, mean: [Double]?, reading: ManifoldReading, centering: Centering,
    componentCount: Int, eigenvalues: [Double], totalVariance: Double, keptEnergy: Double?,
    origin: Origin, classParts: [ClassPart]
  ) {
    self.basis = basis
    self.mean = mean
    self.reading = reading
    self.centering = centering
    self.componentCount = componentCount
    self.eigenvalues = eigenvalues
    self.totalVariance = totalVariance
    self.keptEnergy = keptEnergy
    self.origin = origin
    self.classParts = classParts
  }

  /// The largest |W Wᵀ − I| that passes as orthonormal: ample for rows stored in `Float`.
  public static let orthonormalityTolerance = 1e-4

  /// A manifold from somebody's own basis, such as a file of `Float` components.
  ///
  /// The rows are replaced by the nearest exactly orthonormal ones (the polar factor U Vᵀ of
  /// W = U S Vᵀ), which moves them by no more than their rounding, so that all identities hold to
  /// double precision.
  /// - Parameters:
  ///   - basis: `[k, d]` with k ≤ d, rows orthonormal to `orthonormalityTolerance`.
  ///   - mean: `[d]`, subtracted before and added after the projection, or `nil`.
  /// - Throws: `ManifoldFailure.emptyBasis`, `.notFinite`, `.notOrthonormal`,
  ///   `.wrongInputDimension` for the mean, `.decomposition`.
  public init(basis: Matrix<Double>, mean: [Double]? = nil) throws(ManifoldFailure) {
    guard basis.rows >= 1, basis.rows <= basis.columns else {
      throw .emptyBasis(rows: basis.rows, columns: basis.columns)
    }
    guard basis.storage.allSatisfy(\.isFinite), mean?.allSatisfy(\.isFinite) ?? true else {
      throw .notFinite
    }
    if let mean, mean.count != basis.columns {
      throw .wrongInputDimension(expected: basis.columns, found: mean.count)
    }
    let gram = Product.of(basis, .asStored, basis, .transposed)
    var deviation = 0.0
    for row in 0..<gram.rows {
      for column in 0..<gram.columns {
        deviation = max(deviation, abs(gram[row, column] - (row == column ? 1 : 0)))
      }
    }
    guard deviation <= Manifold.orthonormalityTolerance else {
      throw .notOrthonormal(deviation: deviation, tolerance: Manifold.orthonormalityTolerance)
    }
    do throws(DecompositionError) {
      let factors = try Decomposition.singular(basis)
      self.init(
        basis: Product.of(factors.left, .asStored, factors.rightTransposed, .asStored),
        mean: mean, reading: .global, centering: mean == nil ? .uncentered : .centered,
        componentCount: basis.rows, eigenvalues: [], totalVariance: 0, keptEnergy: nil,
        origin: .given, classParts: [])
    } catch {
      throw .decomposition(routine: error.routine, code: error.code)
    }
  }
}
