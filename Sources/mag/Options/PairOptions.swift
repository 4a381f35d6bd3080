import ArgumentParser
import Foundation
import MAG

/// Between which images; exactly one way of saying it.
struct PairOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Numbers of images in the split, such as 7:2,15:3.", valueName: "list"))
  var pairs: String?

  @Option(
    help: ArgumentHelp(
      "A text file with a pair of numbers a line (7:2, 7,2 or 7 2); # begins a comment.",
      valueName: "file"))
  var pairsFile: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "That many pairs of images of different classes, by --seed; all are kept in memory, so for "
        + "many thousands use mag atlas, which streams them.", valueName: "n"))
  var random: Int?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Two PNG pictures of any kind; made into images like the data's, and how is said.",
      valueName: "a.png b.png"))
  var images: [String] = []

  @Flag(help: "Turn dark ink on light paper in --images into light on dark.")
  var invert = false

  func validate() throws {
    let given = [pairs != nil, pairsFile != nil, random != nil, !images.isEmpty].count { $0 }
    guard given == 1 else {
      throw OptionFailure(
        option: "pairs", expected: "exactly one of --pairs, --pairs-file, --random and --images",
        found: given == 0 ? "none" : "\(given)")
    }
    if let pairs { _ = try Pair.list(pairs) }
    try OptionValue.require(random, atLeast: 1, option: "--random")
    if !images.isEmpty, images.count != 2 {
      throw OptionFailure(
        option: "--images", expected: "two pictures, with the checkpoint before the option",
        found: "\(images.count)")
    }
    if invert, images.isEmpty {
      throw OptionFailure(
        option: "--invert", expected: "--images with pictures beside it", found: "none")
    }
  }

  /// The files that are read.
  var files: [String] { images + [pairsFile].compactMap { $0 } }

  /// - Throws: `FileFailure`, `MeasureFailure`, `FigureFailure` for what is no PNG.
  func load() throws -> PairSource {
    if let pairs { return .pairs(try Pair.list(pairs)) }
    if let pairsFile {
      let text = try FileInput.read(URL(fileURLWithPath: pairsFile), ceiling: 1 << 26)
      do {
        let pairs = try Pair.numberedLines(String(decoding: text, as: UTF8.self))
        return .file(path: pairsFile, pairs: pairs)
      } catch {
        throw FileContentFailure(path: pairsFile, reason: "\(error)")
      }
    }
    if let random { return .random(random) }
    return .pictures(
      try images.map { path in
        do {
          return try PictureFile(reading: path)
        } catch let failure as FigureFailure {
          throw FileContentFailure(failure, in: path)
        }
      }, inverted: invert)
  }
}
