import ArgumentParser
import MAG

/// `mag slice FILE…`: decision regions on a plane.
struct SliceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slice",
    abstract: "Map the decision regions on a plane through images, exactly where that can be done.",
    discussion: """
      The plane goes through three images (--indices), or through one (--index) along the unit \
      vectors of P g and g − P g, the parts of its input gradient g on and off the manifold. Axes \
      are orthonormal, so both are in units of distance (l2, pixels in [0, 1]).

      For networks of dense layers with piecewise linear activations a lattice of horizontal and \
      vertical scan lines is walked exactly, and every boundary that meets one is followed from \
      affine piece to affine piece until it ends: vertices, areas and distances are exact to \
      rounding. A region that meets no scan line lies in a square as wide as the lines are apart \
      and is not seen. Other networks are sampled, and the picture says so.

      Examples:
        mag slice baseline.safetensors robust.safetensors --indices 7,2,15 --out slice
        mag slice baseline.safetensors --index 7 --extent 2 --json slice.json
      """)

  @Argument(help: ArgumentHelp("Checkpoints (safetensors).", valueName: "file"))
  var files: [String]

  @Option(help: ArgumentHelp("Three images of the split, such as 7,2,15.", valueName: "a,b,c"))
  var indices: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "One image instead, with the directions of its gradient.", valueName: "number"))
  var index: Int?

  @Option(
    help: ArgumentHelp(
      "The function of the logits whose gradient gives the directions (with --index).",
      valueName: "kind"))
  var gradient: GradientKind?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Room around three images as a share of their extent (default: 0.15).", valueName: "share"))
  var margin: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Half the side of the window around one image, as a distance (default: 3).",
      valueName: "distance"))
  var extent: Double?

  @Option(parsing: .unconditional, help: "Pixels across, 1 to 4096.")
  var resolution = 400

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Scan lines a pixel in each direction, 1 to 64 (default: 4; for networks that are sampled, "
        + "samples a pixel in each direction, by default 2).", valueName: "count"))
  var scanLines: Int?

  @Option(
    help: ArgumentHelp(
      "Exact walks, samples, or samples only where exact walks cannot be had.", valueName: "method"))
  var method = CrossingMethod.auto

  @Flag(help: "Put all scan lines and boundaries with their vertices into the JSON.")
  var lines = false

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var running: RunOptions

  private struct Configuration: Encodable {
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

  private func subject() throws -> SliceSubject {
    guard (indices != nil) != (index != nil) else {
      throw OptionFailure(
        option: "images", expected: "exactly one of --indices and --index",
        found: indices == nil ? "none" : "both")
    }
    if let index {
      try OptionValue.require(index, atLeast: 0, option: "--index")
      try refuse(margin != nil, "--margin", with: "--indices")
      return .gradient(at: index)
    }
    try refuse(extent != nil, "--extent", with: "--index")
    try refuse(gradient != nil, "--gradient", with: "--index")
    let named = try OptionValue.indices(indices ?? "", option: "--indices")
    guard named.count == 3 else { throw SliceFailure.notThree(found: named.count) }
    return .images(named)
  }

  private func refuse(_ isGiven: Bool, _ option: String, with other: String) throws {
    if isGiven {
      throw OptionFailure(option: option, expected: "\(other) beside it", found: "none")
    }
  }

  private var settings: SliceSettings {
    var settings = SliceSettings()
    (settings.method, settings.resolution, settings.scanLines) = (method, resolution, scanLines)
    settings.margin = margin ?? settings.margin
    settings.extent = extent ?? settings.extent
    settings.gradient = gradient ?? settings.gradient
    settings.seed = running.seed
    return settings
  }

  func validate() throws {
    _ = try subject()
    try settings.validate()
  }

  func run() throws {
    running.apply()
    try output.prepare(standard: "slice", keeping: files)
    let subject = try subject()
    let settings = settings
    let subjects = try Subject.load(files, options: inputs)
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    let progress = running.progress()
    var results: [SliceEntry] = []
    var panels: [SliceFigure.Panel] = []
    for checkpoint in subjects {
      let images = try bench.images(checkpoint.inputs)
      var found = try Measure.slice(
        checkpoint.exactNetwork(), of: subject, on: images, settings: settings
      ) { progress.show($0, prefix: checkpoint.name) }
      found.hasLines = lines
      panels.append(SliceFigure.Panel(name: checkpoint.name, found))
      results.append(Joined(checkpoint.result(bench.manifold), SliceRecord(slice: found)))
    }
    progress.finish()
    try output.json.print(SliceTable.text(zip(subjects.map(\.name), results.map(\.second.slice))))
    let isOne = index != nil
    let configuration = Configuration(
      indices: subject.indices, gradient: isOne ? settings.gradient : nil,
      extent: isOne ? settings.extent : nil, margin: isOne ? nil : settings.margin,
      resolution: resolution, scanLines: scanLines, method: method, lines: lines)
    try output.json.write(
      bench.document(
        "mag.slice/1",
        Joined(SharedConfiguration(data, manifold, subjects, seed: running.seed), configuration),
        results))
    try output.write(
      SliceFigure(
        panels: panels,
        pictures: bench.images(subjects[0].inputs).pictures(at: subject.indices),
        notice: data.notice), standard: "slice")
  }
}

/// The entry of a checkpoint with its slice.
typealias SliceEntry = Joined<CheckpointResult, SliceRecord>

struct SliceRecord: Encodable {
  var slice: SliceResult
}
