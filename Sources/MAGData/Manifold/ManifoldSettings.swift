import MAGFiles

/// What "the k principal components" means; the paper can be read in these three ways.
public enum ManifoldReading: String, Sendable, CaseIterable, Codable {
  /// One PCA of the training set with k components.
  case global
  /// k components of every class, stacked; the basis is an orthonormal one of their span.
  case perClass = "per-class"
  /// Every image is projected on its own class's k components. This leaks the label into the image
  /// at test time; the basis for measurements is the stacked one of `perClass`.
  case ownClass = "own-class"

  /// Whether projected images depend on their labels.
  public var leaksLabel: Bool { self == .ownClass }
}

/// What the mean has to do with the projection.
public enum Centering: String, Sendable, CaseIterable, Codable {
  /// Components of the second moment about the origin; no mean anywhere. The data are a subspace.
  case uncentered
  /// Components of the covariance; the mean is subtracted, the rest projected, the mean added back.
  case centered
  /// Components of the covariance, applied without the mean. The data are a subspace.
  case centeredComponents = "centered-components"
}

/// Why a manifold could not be made or used.
public enum ManifoldFailure: Failure, Equatable {
  case componentsOutOfRange(asked: Int, inputDimension: Int)
  /// Images so large that fitting would take more memory than most machines have.
  case tooManyPixels(found: Int, most: Int)
  /// Fewer images than components, in all or (`label`) in a class; `needed` counts images.
  case tooFewImages(label: Int?, needed: Int, found: Int)
  /// Images without any variation: no direction is better than another.
  case noVariation(label: Int?)
  case wrongInputDimension(expected: Int, found: Int)
  /// Labels that the own-class reading needs and did not get, or of classes it does not know.
  case labelsNeeded(expected: Int, found: Int)
  case unknownLabel(label: Int, classCount: Int)
  /// Basis rows that are not orthonormal: the largest entry of |W Wᵀ − I| is `deviation`.
  case notOrthonormal(deviation: Double, tolerance: Double)
  case emptyBasis(rows: Int, columns: Int)
  case notFinite
  /// LAPACK failed.
  case decomposition(routine: String, code: Int32)

  public var kind: FailureKind {
    switch self {
    case .componentsOutOfRange: .usage
    case .decomposition, .labelsNeeded: .software
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .componentsOutOfRange(let asked, let inputDimension):
      "\(asked) components were asked for; images of \(inputDimension) pixels have between 1 and "
        + "\(inputDimension)."
    case .tooManyPixels(let found, let most):
      "a manifold is fitted on images of at most \(most) pixels (each channel's counted), and these "
        + "have \(found); make them smaller, or give a basis with --basis."
    case .tooFewImages(let label, let needed, let found):
      "the manifold needs at least \(needed) training images\(ManifoldFailure.ofClass(label)), "
        + "found \(found); use fewer components or more images."
    case .noVariation(let label):
      "the training images\(ManifoldFailure.ofClass(label)) do not vary, so they have no principal "
        + "components; check the data."
    case .wrongInputDimension(let expected, let found):
      "the manifold was made for images of \(expected) pixels and was given \(found); "
        + "use data of the same size."
    case .labelsNeeded(let expected, let found):
      "the own-class reading needs a label an image: expected \(expected), found \(found)."
    case .unknownLabel(let label, let classCount):
      "the manifold knows the classes 0 to \(classCount - 1), found label \(label); "
        + "fit it on data that have this class."
    case .notOrthonormal(let deviation, let tolerance):
      "the rows of the basis must be orthonormal to \(tolerance), found a deviation of "
        + "\(deviation); orthonormalise them (for example by QR) first."
    case .emptyBasis(let rows, let columns):
      "a basis needs between 1 row and as many rows as columns, found \(rows) × \(columns); "
        + "store one component a row."
    case .notFinite:
      "the basis or the mean holds a NaN or an infinity; write the file again."
    case .decomposition(let routine, let code):
      "LAPACK's \(routine) failed with code \(code); this is a fault of the program."
    }
  }

  private static func ofClass(_ label: Int?) -> String {
    label.map { " of class \($0)" } ?? ""
  }
}
