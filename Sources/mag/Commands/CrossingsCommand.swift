import ArgumentParser
import Foundation
import MAG

/// `mag crossings FILE`: Figure 2.
struct CrossingsCommand: MeasuringCommand {
  static let configuration = CommandConfiguration(
    commandName: "crossings",
    abstract: "Find decision boundaries between images and the angles of crossing them (Figure 2).",
    discussion: """
      Along the straight path between two images every class change is found, exactly for piecewise \
      linear networks. The angle is that between the path and the boundary: 90° is head-on, 0° \
      grazing. Exact paths are certified by fresh forward passes, and can be set beside what uniform \
      samples would have found.

      For a path in the manifold's span, sin θ = c(n) · in-manifold cosine; for others it is the sum \
      of a term on and a term off the manifold. --decomposition draws these parts of all crossings.

      Files: figure-2.png, .svg, .pdf, .json and .csv, and figure-2-decomposition with the same \
      endings; with --out crossings, crossings.png and so on.

      Examples:
        mag crossings model.safetensors --pairs 7:2,15:3 --out crossings
        mag crossings model.safetensors --random 1000 --seed 1 --json crossings.json
        mag crossings model.safetensors --random 500 --decomposition --out crossings
        mag crossings model.safetensors --images two.png three.png
        mag crossings model.safetensors --random 20 --audit 1000
      """)

  @Argument(help: ArgumentHelp("Checkpoints (\(CheckpointFormat.words)).", valueName: "file"))
  var files: [String]

  @OptionGroup(title: "Pairs") var pairs: PairOptions

  @Option(help: ArgumentHelp("How crossings are found.", valueName: "method"))
  var method = CrossingMethod.auto

  @Option(parsing: .unconditional, help: "Steps a path of the sampled method.")
  var samples = 1000

  @Flag(help: "Record the positions of all kinks in the JSON (exact method).")
  var kinks = false

  @Flag(
    help: "Also draw what the angles of all crossings are made of, as <basename>-decomposition.")
  var decomposition = false

  @OptionGroup(title: "Checks") var checks: CheckOptions
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Manifold") var manifold: ManifoldOptions
  @OptionGroup(title: "Inputs") var inputs: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var running: RunOptions

  /// How many pairs are drawn follows from the width.
  static let measuringOptions: Set = ["width"]

  private struct Configuration: Encodable {
    var pairs: String?
    var pairsFile: String?
    var random: Int?
    var images: [String]?
    /// What was done to them.
    var pictures: [PictureRecord]?
    var method: CrossingMethod
    var samples: Int
    var kinks: Bool
  }

  private var settings: CrossingSettings {
    var settings = CrossingSettings()
    (settings.method, settings.samples, settings.kinks) = (method, samples, kinks)
    checks.apply(to: &settings)
    return settings
  }

  func validate() throws { try settings.validate() }

  func run() throws {
    running.apply()
    try output.prepare(
      standard: "figure-2", also: decomposition ? [OutputOptions.decomposition] : [],
      keeping: files + pairs.files)
    let subjects = try Subject.load(files, options: inputs, shown: output.style)
    let source = try pairs.load()
    var bench = try Workbench(data, manifold)
    try bench.check(subjects)
    let prepared = source.pictures(like: try bench.data.images(data.split))
    report(prepared, like: try bench.data.images(data.split))
    var results: [CheckpointResult] = []
    var drawn: [Figure2.Model] = []
    var pictures: [Figure2.Pair] = []
    let progress = running.progress()
    for subject in subjects {
      let images = try bench.images(subject.inputs)
      let segments = try source.segments(images, seed: running.seed)
      let found = try crossings(of: subject, on: segments, bench.manifold.basis, progress)
      report(found, of: subject, source)
      checks.report(found.first?.method, of: subject)
      var result = subject.result(bench.manifold)
      result.pairs = found
      results.append(result)
      let count = try drawnCount(found.count)
      drawn.append(Figure2.Model(name: subject.name, found.prefix(count)))
      if pictures.isEmpty {
        pictures = segments.pictures(count, height: images.set.height, width: images.set.width)
      }
    }
    progress.finish()
    try output.json.print(CrossingsTable.text(zip(subjects, results)))
    let configuration = Configuration(
      pairs: pairs.pairs, pairsFile: pairs.pairsFile, random: pairs.random,
      images: pairs.images.isEmpty ? nil : pairs.images,
      pictures: prepared.isEmpty ? nil : prepared.map(\.record), method: method,
      samples: samples, kinks: kinks)
    let document = try bench.document(
      "mag.crossings/1",
      Joined(
        SharedConfiguration(data, manifold, subjects, seed: running.seed),
        Joined(configuration, checks.record)), results)
    try output.json.write(document)
    let origin = try Origin(of: Self.self, document, data, subjects, seed: running.seed)
    try output.write(
      Figure2(
        classCount: subjects.map(\.network.classCount).max() ?? 10, pairs: pictures, models: drawn,
        notice: data.notice), standard: "figure-2", from: origin)
    guard decomposition else { return }
    try output.write(
      decomposition: DecompositionFigure(
        paths: source.description,
        models: zip(subjects, results).map { subject, result in
          DecompositionFigure.Model(name: subject.name, result.pairs ?? [])
        }, notice: data.notice), standard: "figure-2", from: origin)
  }

  private func crossings(
    of subject: Subject, on segments: Segments, _ basis: Matrix<Double>, _ progress: ProgressLine
  ) throws -> [PairResult] {
    try subject.named {
      try Measure.crossings(
        subject.exactNetwork(), on: segments, basis: basis, settings: settings
      ) { progress.show($0, prefix: subject.name) }
    }
  }

  /// Says on standard error what was done to pictures, and where it seems not to be enough.
  private func report(_ pictures: [PreparedPicture], like set: ImageSet) {
    if pictures.isEmpty { return }
    let mean = DataReport.Facts.Images(set).meanPixel
    for picture in pictures {
      let notices = [
        picture.record.notice(size: "\(set.width) × \(set.height)"),
        picture.inkNotice(dataMean: mean),
      ]
      for notice in notices.compactMap({ $0 }) { Diagnostics.log.notice("\(notice)") }
    }
  }

  /// Says on standard error which pairs have no path, and which certificates fail.
  private func report(_ found: [PairResult], of subject: Subject, _ source: PairSource) {
    for (number, pair) in found.enumerated() {
      let name = source.name(of: number, pair)
      if pair.status == .identicalEnds {
        Diagnostics.log.notice(
          "pair \(name) joins two equal images: there is no path and no crossing between them.")
      }
      if let certificate = pair.certificate, !certificate.holds {
        Diagnostics.log.warning(
          """
          \(subject.checkpoint.path): the certificate of pair \(name) fails: logits differ by \
          \(certificate.relativeLogitDifference) relative, \(certificate.crossingsConfirmed) of \
          \(certificate.crossingsChecked) crossings are confirmed; do not rely on this path.
          """)
      }
    }
  }

  /// The first pairs are drawn, as many as stay readable: about one every 1.6 inches.
  private func drawnCount(_ count: Int) throws -> Int {
    min(count, Self.drawnPairs(try output.style.style.width))
  }

  static func drawnPairs(_ width: FigureWidth) -> Int { max(1, Int(width.inches / 1.6)) }
}
