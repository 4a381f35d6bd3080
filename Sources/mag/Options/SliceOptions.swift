import ArgumentParser
import MAG

/// Which plane is sliced and how finely; exactly one way of naming the plane.
struct SliceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Three images of the split, such as 7,2,15.", valueName: "a,b,c"))
  var indices: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "One image instead, with the directions of its gradient.", valueName: "number"))
  var index: Int?

  @Option(
    help: ArgumentHelp(
      "The function of the logits whose gradient gives the directions (with --index; default: "
        + "loss).", valueName: "kind"))
  var gradient: GradientKind?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Half the side of the window around one image, as a distance from 1e-6 to 1e6 "
        + "(default: 3).",
      valueName: "distance"))
  var extent: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Room around three images as a share of their extent, 0 to 100 (default: 0.15).",
      valueName: "share"))
  var margin: Double?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("Pixels across, 1 to 4096.", valueName: "pixels"))
  var resolution = 400

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Scan lines a pixel in each direction, 1 to 64 (default: 4, for networks other than chains "
        + "of dense layers 1; where networks are sampled, samples a pixel in each direction, by "
        + "default 2).", valueName: "count"))
  var scanLines: Int?

  @Option(
    help: ArgumentHelp(
      "Exact walks, samples, or (auto) samples only where there are no exact walks.",
      valueName: "method"))
  var method = CrossingMethod.auto

  @Flag(help: "Put all scan lines and boundaries with their vertices into the JSON.")
  var lines = false

  func validate() throws {
    _ = try subject()
    try settings(seed: 0).validate()
  }

  /// - Throws: `OptionFailure`, `SliceFailure.notThree`.
  func subject() throws -> SliceSubject {
    guard (indices != nil) != (index != nil) else {
      throw OptionFailure(
        option: "plane", expected: "exactly one of --indices and --index",
        found: indices == nil ? "none" : "both")
    }
    if let index {
      try OptionValue.require(index, atLeast: 0, option: "--index")
      try refuse(margin != nil, "--margin", without: "--indices")
      return .gradient(at: index)
    }
    try refuse(extent != nil, "--extent", without: "--index")
    try refuse(gradient != nil, "--gradient", without: "--index")
    let named = try OptionValue.indices(indices ?? "", option: "--indices")
    guard named.count == 3 else { throw SliceFailure.notThree(found: named.count) }
    return .images(named)
  }

  func settings(seed: UInt64) -> SliceSettings {
    var settings = SliceSettings()
    (settings.method, settings.resolution, settings.scanLines) = (method, resolution, scanLines)
    settings.margin = margin ?? settings.margin
    settings.extent = extent ?? settings.extent
    settings.gradient = gradient ?? settings.gradient
    settings.seed = seed
    return settings
  }

  /// The options as results record them: those in force.
  struct Record: Encodable {
    var indices: [Int]
    /// Nil for three images.
    var gradient: GradientKind?
    var extent: Double?
    /// Nil for one image.
    var margin: Double?
    var resolution: Int
    /// Nil where each method takes its own.
    var scanLines: Int?
    var method: CrossingMethod
    var lines: Bool
  }

  func record(_ settings: SliceSettings, _ subject: SliceSubject) -> Record {
    let isOne = index != nil
    return Record(
      indices: subject.indices, gradient: isOne ? settings.gradient : nil,
      extent: isOne ? settings.extent : nil, margin: isOne ? nil : settings.margin,
      resolution: resolution, scanLines: scanLines, method: method, lines: lines)
  }

  private func refuse(
    _ isGiven: Bool, _ option: String, without other: String
  ) throws(OptionFailure) {
    if isGiven {
      throw OptionFailure(option: option, expected: "\(other) beside it", found: "none")
    }
  }
}
