import MAG

/// What `mag data info` found.
struct DataReport: Encodable {
  struct Head: Encodable {
    var schema = "mag.data-info/1"
    var tool = Tool.name
  }

  struct Facts: Encodable {
    /// One split in numbers.
    struct Images: Encodable {
      var count: Int
      var height: Int
      var width: Int
      /// Of each class.
      var labelCounts: [Int]
      /// Over all pixels, in [0, 1].
      var meanPixel: Double
      var stdPixel: Double
    }

    var data: DataRecord
    var train: Images
    var validation: Images?
    var test: Images
    var manifold: ManifoldRecord
    var totalVariance: Double?
    var eigenvalues: [Double]

    init(_ set: DataSet, split: Split, manifold: Manifold) throws {
      data = DataRecord(set.provenance, split: split, count: try set.images(split).count)
      train = Images(set.train)
      validation = set.validation.map(Images.init)
      test = Images(set.test)
      self.manifold = ManifoldRecord(manifold)
      totalVariance = manifold.origin == .given ? nil : manifold.totalVariance
      eigenvalues = manifold.eigenvalues
    }
  }

  let head = Head()
  /// Whether full MNIST is in the cache, verified.
  var fullIsCached: Bool
  /// Nil where the data asked for are not there.
  var facts: Facts?

  init(isCached: Bool) { fullIsCached = isCached }

  private enum CodingKeys: String, CodingKey {
    case fullIsCached
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(fullIsCached, forKey: .fullIsCached)
    try facts?.encode(to: encoder)
  }

  /// The report for people.
  func text(cache: String) -> String {
    var text =
      fullIsCached
      ? "Full MNIST is in \(cache), verified.\n"
      : "Full MNIST is not in \(cache); run 'mag data fetch'.\n"
    text += "The embedded sample is always there (--data sample).\n"
    guard let facts else { return text }
    text += "\n"
    var splits = TextTable(["\(facts.data.source)", "images", "mean pixel", "std pixel", "labels"])
    for (name, images) in [
      ("train", facts.train), ("validation", facts.validation), ("test", facts.test),
    ] {
      guard let images else { continue }
      splits.append([
        name, "\(images.count) of \(images.height) × \(images.width)",
        TextTable.fixed(images.meanPixel, 6), TextTable.fixed(images.stdPixel, 6),
        images.labelCounts.map(String.init).joined(separator: " "),
      ])
    }
    let digests = facts.data.digests
    text += splits.text + "\n"
    text += "canonical     \(facts.data.isCanonical ? "yes" : "no")\n"
    for (name, digest) in [
      ("train images", digests.trainImages), ("train labels", digests.trainLabels),
      ("test images", digests.testImages), ("test labels", digests.testLabels),
    ] {
      text += "\(name)\(String(repeating: " ", count: 14 - name.count))\(digest)\n"
    }
    let record = facts.manifold
    text += "\nmanifold      \(record.reading?.rawValue ?? "given"), \(record.centering.rawValue), "
    text += "\(record.components) components, rank \(record.rank)\n"
    if let total = facts.totalVariance {
      text += "total         \(TextTable.fixed(total, 6))"
      text += record.centering == .uncentered ? " (about the origin)\n" : " (about the mean)\n"
    }
    if let kept = record.keptEnergy {
      text += "kept          \(TextTable.fixed(100 * kept, 3)) %\n"
    }
    let leading = facts.eigenvalues.prefix(8).map { TextTable.fixed($0, 6) }
    if !leading.isEmpty { text += "eigenvalues   \(leading.joined(separator: " ")) …\n" }
    return text
  }
}

extension DataReport.Facts.Images {
  /// Exact sums over the bytes, then one division.
  init(_ set: ImageSet) {
    var labelCounts = [Int](repeating: 0, count: set.classCount)
    for label in set.labels { labelCounts[label] += 1 }
    var histogram = [Int](repeating: 0, count: 256)
    set.bytes.withUnsafeBufferPointer { bytes in
      for byte in bytes { histogram[Int(byte)] += 1 }
    }
    let n = Double(set.bytes.count)
    let sum = histogram.enumerated().reduce(0) { $0 + $1.offset * $1.element }
    let squares = histogram.enumerated().reduce(0) { $0 + $1.offset * $1.offset * $1.element }
    let mean = Double(sum) / n
    self.init(
      count: set.count, height: set.height, width: set.width, labelCounts: labelCounts,
      meanPixel: mean / 255, stdPixel: (Double(squares) / n - mean * mean).squareRoot() / 255)
  }
}
