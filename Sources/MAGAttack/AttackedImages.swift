import MAGNetwork
import MAGNumerics

/// The images an attack starts from, with their true labels and their numbers in the data set.
public struct AttackedImages<Element: Scalar>: Sendable {
  /// [n, d] in pixel units, as the network takes them.
  public let images: Matrix<Element>
  /// The true class of each image.
  public let labels: [Int]
  /// Each image's number in its data set: what results name, and what random starts depend on.
  public let indices: [Int]

  /// Images 0 ..< n of a set, or the named ones where `indices` is given (in that order; `images`
  /// and `labels` then hold only these).
  ///
  /// - Throws: `AttackFailure.noImages`, `.labelCount`, `.indexCount`.
  public init(_ images: Matrix<Element>, labels: [Int], indices: [Int]? = nil)
    throws(AttackFailure)
  {
    guard images.rows > 0 else { throw .noImages }
    guard labels.count == images.rows else {
      throw .labelCount(expected: images.rows, found: labels.count)
    }
    let indices = indices ?? Array(0..<images.rows)
    guard indices.count == images.rows else {
      throw .indexCount(expected: images.rows, found: indices.count)
    }
    self.init(checkedImages: images, labels: labels, indices: indices)
  }

  /// Parts whose counts are known to agree.
  init(checkedImages images: Matrix<Element>, labels: [Int], indices: [Int]) {
    precondition(labels.count == images.rows && indices.count == images.rows, "counts differ")
    self.images = images
    self.labels = labels
    self.indices = indices
  }

  public var count: Int { images.rows }

  /// Refuses images of another width than the network's input, and labels it does not know.
  ///
  /// - Throws: `AttackFailure.imageWidth`, `.label`.
  func validate(for network: Network<Element>) throws(AttackFailure) {
    try validate(inputDimension: network.inputDimension, classCount: network.classCount)
  }

  func validate(inputDimension: Int, classCount: Int) throws(AttackFailure) {
    guard images.columns == inputDimension else {
      throw .imageWidth(expected: inputDimension, found: images.columns)
    }
    if let row = labels.firstIndex(where: { $0 < 0 || $0 >= classCount }) {
      throw .label(index: indices[row], found: labels[row], classes: classCount)
    }
  }
}
