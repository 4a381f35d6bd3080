import MAGAttack
import MAGData
import MAGNetwork
import MAGNumerics

/// Images of one split with their manifold, prepared as networks see them.
public struct MeasurementSet: Sendable {
  /// Bytes and labels.
  public let set: ImageSet
  public let manifold: Manifold
  public let inputs: Inputs
  /// [n, d] in pixel units: the raw images, or their projections.
  public let images: Matrix<Float>

  /// - Throws: `ManifoldFailure` if the manifold was made for images of another size or class.
  /// - Cost: for projected inputs two products of n k d operations.
  public init(_ set: ImageSet, manifold: Manifold, inputs: Inputs) throws(ManifoldFailure) {
    guard manifold.inputDimension == set.inputDimension else {
      throw .wrongInputDimension(expected: manifold.inputDimension, found: set.inputDimension)
    }
    self.set = set
    self.manifold = manifold
    self.inputs = inputs
    images = inputs == .raw ? set.images : try manifold.project(set.images, labels: set.labels)
  }

  public var count: Int { self.set.count }

  /// The named images in double precision from their bytes, [indices, d]: what geometry needs.
  ///
  /// - Throws: `MeasureFailure.index`; `ManifoldFailure` as `Manifold.project`.
  public func exact(at indices: [Int]) throws -> Matrix<Double> {
    try check(indices)
    return inputs == .raw
      ? set.doubles(at: indices) : try manifold.projectExactly(set, at: indices)
  }

  /// Images as an attack takes them: all, or the named ones under their numbers in the split.
  ///
  /// - Throws: `MeasureFailure.index`; `AttackFailure.noImages`.
  public func subjects(at indices: [Int]? = nil) throws -> AttackedImages<Float> {
    guard let indices else { return try AttackedImages(images, labels: set.labels) }
    try check(indices)
    return try AttackedImages(
      images.rows(at: indices), labels: indices.map { set.labels[$0] }, indices: indices)
  }

  /// At most so many image numbers, evenly spread over the split from its first on.
  public func spread(_ most: Int) -> [Int] {
    let taken = min(most, count)
    return (0..<taken).map { $0 * count / taken }
  }

  /// Refuses numbers of images that are not there.
  ///
  /// - Throws: `MeasureFailure.index`.
  public func check(_ indices: [Int]) throws(MeasureFailure) {
    if let index = indices.first(where: { !set.labels.indices.contains($0) }) {
      throw .index(found: index, count: count)
    }
  }

  /// Refuses a network of other inputs than these images, or with too few logits for their labels.
  ///
  /// - Throws: `MeasureFailure.inputDimension`, `.tooFewClasses`.
  public func check<Element: Scalar>(_ network: Network<Element>) throws(MeasureFailure) {
    guard network.inputDimension == set.inputDimension else {
      throw .inputDimension(expected: network.inputDimension, found: set.inputDimension)
    }
    if let label = set.labels.max(), label >= network.classCount {
      throw .tooFewClasses(classes: network.classCount, label: label)
    }
  }

  /// The limits that a choice stands for.
  ///
  /// - Parameters:
  ///   - choice: which limits.
  ///   - training: the training images, asked for only by `data`, whose limits are each pixel's
  ///     smallest and largest value over them in the form of `inputs`.
  /// - Throws: what preparing the training images throws.
  public func box(_ choice: BoxChoice, training: ImageSet) throws -> ThreatModel.Box {
    switch choice {
    case .none: return .none
    case .unit: return .unit
    case .data:
      let prepared = try MeasurementSet(training, manifold: manifold, inputs: inputs).images
      var lower = [Float](repeating: .infinity, count: prepared.columns)
      var upper = [Float](repeating: -.infinity, count: prepared.columns)
      prepared.withReadView { view in
        for row in 0..<view.rows {
          let values = view.row(row)
          for pixel in lower.indices {
            lower[pixel] = min(lower[pixel], values[pixel])
            upper[pixel] = max(upper[pixel], values[pixel])
          }
        }
      }
      return .data(lower: lower, upper: upper)
    }
  }
}
