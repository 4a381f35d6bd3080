import MAGNumerics

/// What a network trains on: images as it will see them, and, if they lie in a subspace, their
/// coordinates there.
public struct TrainingSet: Sendable {
  /// [n, d].
  public let images: Matrix<Float>
  /// n class numbers.
  public let labels: [Int]
  /// W [k, d], orthonormal rows: the manifold whose tangent space the penalty uses.
  public let basis: Matrix<Float>?
  /// C [n, k] with images = C W, or nil if the images do not lie in span(W). The first layer then
  /// works in k dimensions wherever its inputs are unperturbed images.
  public let coordinates: Matrix<Float>?
  /// Names the data and the manifold; part of what makes two runs the same.
  public let digest: String

  public init(
    images: Matrix<Float>, labels: [Int], basis: Matrix<Float>?, coordinates: Matrix<Float>?,
    digest: String
  ) {
    precondition(images.rows == labels.count, "one label an image")
    precondition(coordinates.map { $0.rows == images.rows } ?? true, "one coordinate row an image")
    precondition(
      coordinates == nil || coordinates?.columns == basis?.rows, "coordinates need their basis")
    self.images = images
    self.labels = labels
    self.basis = basis
    // Working in coordinates pays only where they are much shorter than the images.
    self.coordinates = coordinates.flatMap { 4 * $0.columns <= images.columns ? $0 : nil }
    self.digest = digest
  }

  public var count: Int { labels.count }
}
