import Foundation
import MAGFiles

/// Images as a file holds them: `bytes` is the product of `extents`, the first of which counts them.
struct StoredImages {
  let path: String
  /// SHA-256 of the uncompressed file.
  let digest: String
  let extents: [Int]
  let bytes: [UInt8]
}

/// Labels as a file holds them.
struct StoredLabels {
  let path: String
  let digest: String
  let labels: [Int]
}

/// The four arrays of a data set, each read and checked alone.
struct StoredArrays {
  let train: (images: StoredImages, labels: StoredLabels)
  let test: (images: StoredImages, labels: StoredLabels)

  /// No file and no archive may hold more than 1 GiB; as `Float` that takes four times as much.
  static let ceiling = 1 << 30

  /// The training and the test set, with channels first and as many classes as the labels of both
  /// name, and how the images were stored where that was in colour.
  ///
  /// - Throws: `DataFailure.countsDiffer`, `.noImages`, `.layout`, `.sizesDiffer`,
  ///   `.labelOutOfRange`.
  func imageSets() throws(DataFailure) -> (train: ImageSet, test: ImageSet, layout: String?) {
    let layouts = (try Self.layout(train), try Self.layout(test))
    guard layouts.0 == layouts.1 else {
      throw .sizesDiffer(
        train: train.images.path, trainSize: layouts.0.text, test: test.images.path,
        testSize: layouts.1.text)
    }
    let classCount =
      1 + max(try Self.largestLabel(train.labels), try Self.largestLabel(test.labels))
    let sets = [train, test].map { stored in
      ImageSet(
        bytes: layouts.0.channelsFirst(stored.images.bytes), labels: stored.labels.labels,
        channels: layouts.0.channels, height: layouts.0.height, width: layouts.0.width,
        classCount: classCount)
    }
    let axes = layouts.0.axes
    return (sets[0], sets[1], axes == .grey ? nil : axes.rawValue)
  }

  /// How a split's images lie; there must be some, and as many labels.
  private static func layout(
    _ split: (images: StoredImages, labels: StoredLabels)
  ) throws(DataFailure) -> ImageLayout {
    let (images, labels) = split
    let count = images.extents.first ?? 0
    guard count == labels.labels.count else {
      throw .countsDiffer(
        images: images.path, imageCount: count, labels: labels.path,
        labelCount: labels.labels.count)
    }
    guard !images.bytes.isEmpty else { throw .noImages(path: images.path) }
    return try ImageLayout(extents: images.extents, path: images.path)
  }

  private static func largestLabel(_ stored: StoredLabels) throws(DataFailure) -> Int {
    let accepted = 0..<ImageSet.mostClasses
    if let index = stored.labels.firstIndex(where: { !accepted.contains($0) }) {
      throw .labelOutOfRange(
        path: stored.path, index: index, label: stored.labels[index],
        classCount: ImageSet.mostClasses)
    }
    return stored.labels.max() ?? 0
  }
}

extension ImageLayout {
  /// The size for messages: `28 × 28`, or `32 × 32 × 3` in colour.
  fileprivate var text: String {
    "\(height) × \(width)" + (channels == 1 ? "" : " × \(channels)")
      + (axes == .grey ? "" : " stored as \(axes.rawValue)")
  }
}
