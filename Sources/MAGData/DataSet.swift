import MAGFiles

/// Part of a data set.
public enum Split: String, Sendable, CaseIterable, Codable {
  case test, train, validation
}

/// Where a data set comes from, for results: enough to get the same bytes again.
public struct DataProvenance: Sendable, Equatable, Codable {
  /// `full`, `sample` or `folder`.
  public let source: String
  /// Whether the four files or arrays are MNIST's files as published.
  public let isCanonical: Bool
  /// SHA-256 of the uncompressed files; of an .npz archive's .npy files.
  public let trainImages: String
  public let trainLabels: String
  public let testImages: String
  public let testLabels: String
  /// How many training images were set aside, from the end.
  public let validationCount: Int
  /// The order of axes in which images in colour were stored; nil for [n, height, width].
  public var layout: String?
}

/// A training and a test set, and possibly a validation set taken from the end of the training set.
public struct DataSet: Sendable {
  public let train: ImageSet
  public let validation: ImageSet?
  public let test: ImageSet
  public let provenance: DataProvenance

  /// Sets the last `validation` training images aside; 0 sets none aside.
  ///
  /// - Throws: `DataFailure.validationOutOfRange`.
  init(
    train: ImageSet, test: ImageSet, validation: Int,
    provenance: (_ validationCount: Int) -> DataProvenance
  ) throws(DataFailure) {
    guard validation >= 0, validation < train.count else {
      throw .validationOutOfRange(asked: validation, available: train.count)
    }
    let trained = train.count - validation
    self.train = validation == 0 ? train : train.subset(0..<trained)
    self.validation = validation == 0 ? nil : train.subset(trained..<train.count)
    self.test = test
    self.provenance = provenance(validation)
  }

  /// The images of a split.
  ///
  /// - Throws: `DataFailure.noValidation`.
  public func images(_ split: Split) throws(DataFailure) -> ImageSet {
    switch split {
    case .test: return test
    case .train: return train
    case .validation:
      guard let validation else { throw .noValidation }
      return validation
    }
  }
}
