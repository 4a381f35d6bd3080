import ArgumentParser
import MAG

/// `mag slice FILE…`: decision regions on a plane.
struct SliceCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "slice",
    abstract: "Map the decision regions on a plane through images, exactly where that can be done.",
    discussion: """
      The plane goes through three images (--indices), or through one (--index) along the unit \
      vectors of P g and g − P g, the parts of its input gradient g on and off the manifold. Axes \
      are orthonormal, so both are in units of distance (l2, pixels in [0, 1]).

      For piecewise linear networks a lattice of horizontal and vertical scan lines is walked \
      exactly. Of chains of dense layers every boundary that meets one is followed from affine \
      piece to affine piece until it ends: vertices, areas and distances are exact to rounding. Of \
      networks with convolutions, poolings or residual sums the lines alone are known. A region \
      that meets no scan line lies in a square as wide as the lines are apart and is not seen. \
      Other networks are sampled, and the picture says so.

      Files: slice.png, .svg, .pdf, .json and .csv; with --out one, one.png and so on.

      Examples:
        mag slice baseline.safetensors --indices 7,2,15 --out slice
        mag slice baseline.safetensors --index 7 --extent 2 --json slice.json
      """)

  @Argument(help: ArgumentHelp("Checkpoints (\(CheckpointFormat.words)).", valueName: "file"))
  var files: [String]

  @OptionGroup(title: "Plane") var plane: SliceOptions
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var running: RunOptions

  func run() throws {
    running.apply()
    try output.prepare(standard: "slice", keeping: files)
    let subject = try plane.subject()
    let settings = plane.settings(seed: running.seed)
    let subjects = try Subject.load(files, options: inputs, shown: output.style)
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    let progress = running.progress()
    var results: [SliceEntry] = []
    var panels: [SliceFigure.Panel] = []
    for checkpoint in subjects {
      let images = try bench.images(checkpoint.inputs)
      var found = try checkpoint.named {
        try Measure.slice(
          checkpoint.exactNetwork(), of: subject, on: images, settings: settings
        ) { progress.show($0, prefix: checkpoint.name) }
      }
      found.hasLines = plane.lines
      for sentence in found.substitutions {
        Diagnostics.log.notice("\(checkpoint.name): \(sentence)")
      }
      panels.append(SliceFigure.Panel(name: checkpoint.name, found))
      results.append(Joined(checkpoint.result(bench.manifold), SliceRecord(slice: found)))
    }
    progress.finish()
    try output.json.print(SliceTable.text(zip(subjects.map(\.name), results.map(\.second.slice))))
    let document = try bench.document(
      "mag.slice/1",
      Joined(
        SharedConfiguration(data, manifold, subjects, seed: running.seed),
        plane.record(settings, subject)),
      results)
    try output.json.write(document)
    try output.write(
      SliceFigure(
        panels: panels,
        shots: bench.images(subjects[0].inputs).shots(at: subject.indices),
        notice: data.notice), standard: "slice",
      from: Origin(of: Self.self, document, data, subjects, seed: running.seed))
  }
}

/// The entry of a checkpoint with its slice.
typealias SliceEntry = Joined<CheckpointResult, SliceRecord>

struct SliceRecord: Encodable {
  var slice: SliceResult
}
