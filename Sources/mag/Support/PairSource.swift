import MAG

/// Between which images paths run, read from the files that options name.
enum PairSource {
  case pairs([Pair])
  case file(path: String, pairs: [(line: Int, pair: Pair)])
  case random(Int)
  case pictures([PictureFile], inverted: Bool)

  /// The segments in the form in which a network sees images.
  ///
  /// - Throws: `MeasureFailure`; `FileContentFailure` naming the line for a file's pairs.
  func segments(_ images: MeasurementSet, seed: UInt64) throws -> Segments {
    switch self {
    case .pairs(let pairs): return try Segments(pairs, of: images)
    case .file(let path, let pairs):
      for (line, pair) in pairs {
        do throws(MeasureFailure) {
          try images.check([pair.from, pair.to])
        } catch {
          throw FileContentFailure(path: path, reason: "line \(line): \(error)")
        }
      }
      return try Segments(pairs.map(\.pair), of: images)
    case .random(let count):
      var generator = SeededGenerator(seed: seed)
      return try Segments(
        Pair.random(count, labels: images.set.labels, using: &generator), of: images)
    case .pictures:
      let pictures = pictures(like: images.set)
      return try Segments(
        from: (pictures[0].record.path, pictures[0].bytes),
        to: (pictures[1].record.path, pictures[1].bytes), like: images)
    }
  }

  /// The pictures as images like those of a set; none where paths run between images.
  func pictures(like set: ImageSet) -> [PreparedPicture] {
    guard case .pictures(let files, let inverted) = self else { return [] }
    return files.map { PreparedPicture($0, like: set, inverted: inverted) }
  }

  /// The paths in words, for captions.
  var description: String {
    switch self {
    case .pairs(let pairs): Self.description(pairs.count)
    case .file(_, let pairs): Self.description(pairs.count)
    case .random(let count):
      count == 1 ? "a random pair of images" : "\(count) random pairs of images"
    case .pictures: "two pictures"
    }
  }

  private static func description(_ count: Int) -> String {
    count == 1 ? "a pair of images" : "\(count) pairs of images"
  }

  /// What messages call the segment of a number, from 0: its images and, where there is one, its
  /// line in the file.
  func name(of segment: Int, _ result: PairResult) -> String {
    let ends = [result.from, result.to].map { $0.index.map(String.init) ?? $0.path ?? "?" }
    let pair = ends.joined(separator: ":")
    guard case .file(let path, let pairs) = self else { return pair }
    return "\(pair) (\(path), line \(pairs[segment].line))"
  }
}
