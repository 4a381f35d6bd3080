import MAGNumerics

/// The gradients at the clean images, each taken once for all radii of a sweep.
///
/// Without a random start the first step at every radius follows the gradient at the clean image,
/// which does not depend on the radius. Memory: one row an image.
final class CleanGradients<Element: Scalar> {
  private let rows: MatrixBuffer<Element>
  private var isKnown: [Bool]

  init(count: Int, columns: Int) {
    rows = MatrixBuffer(capacity: count, columns: columns)
    isKnown = [Bool](repeating: false, count: count)
  }

  /// The gradient of an image, or nil if it was not taken yet.
  func gradient(of image: Int) -> MatrixView<Element>? {
    isKnown[image] ? rows.view(image..<image + 1) : nil
  }

  func store(_ gradient: MatrixView<Element>, of image: Int) {
    rows.view(image..<image + 1).copy(from: gradient)
    isKnown[image] = true
  }
}
