import MAGData
import MAGFigures
import MAGFiles
import MAGStudy

/// The evidence of a report, sorted: what was measured of which checkpoints on which images.
struct ReportMaterial: Sendable {
  /// One checkpoint in a document.
  struct Entry: Sendable {
    var model: String
    var source: String
    var configuration: JSONValue
    var result: CheckpointResult
  }

  /// Entries of one kind of measurement on the same images and manifold: what one figure may show.
  struct Group: Sendable {
    var schema: String
    var data: DataRecord?
    var manifold: ManifoldRecord?
    var entries: [Entry]

    /// What stands beside every number of the embedded sample.
    var notice: String? {
      data?.source == DataSource.sample.name ? DataSource.sampleNotice : nil
    }
  }

  /// Where numbers of a file come from, as far as it says so.
  struct Ground: Sendable, Equatable {
    var source: String
    /// The digest of the test images, and of the manifold.
    var images: String?
    var manifold: String?
  }

  /// What a file says of its making.
  struct Origin: Sendable {
    var source: String
    var sha256: String
    var provenance: Provenance?
    var configuration: JSONValue?
  }

  private(set) var subjects = Subjects()
  private(set) var groups: [Group] = []
  private(set) var papers: [(source: String, results: PaperResults)] = []
  private(set) var figures: [ReportFigure] = []
  private(set) var grounds: [Ground] = []
  private(set) var origins: [Origin] = []
  private(set) var tools: [String] = []
  private(set) var data: [DataRecord] = []
  private(set) var manifolds: [ManifoldRecord] = []

  /// - Throws: `ReportFailure` for no evidence, checkpoints of different sizes, and a measurement of
  ///   a checkpoint that two documents hold.
  init(_ evidence: [Evidence]) throws(ReportFailure) {
    guard !evidence.isEmpty else { throw .nothing }
    for item in evidence { try add(item) }
    for item in evidence { addSubjects(of: item) }
    subjects.resolveNames()
    try subjects.checkSizes()
    for group in groups.indices {
      for entry in groups[group].entries.indices {
        let sha256 = groups[group].entries[entry].result.sha256
        groups[group].entries[entry].model = subjects.name(of: sha256)
      }
    }
  }

  private mutating func add(_ item: Evidence) throws(ReportFailure) {
    switch item.content {
    case .measurement(let document):
      note(item, document)
      for result in document.checkpoints {
        try add(
          Entry(
            model: "", source: item.name, configuration: document.configuration, result: result),
          document)
      }
    case .inspection(let document): note(item, document)
    case .figure(let data):
      guard !figures.contains(where: { $0.sha256 == item.sha256 }) else { return }
      figures.append(
        ReportFigure(
          id: freeIdentifier(Self.stem(item.name)), figure: data.figure,
          provenance: data.provenance, source: item.name, sha256: item.sha256))
      if let provenance = data.provenance {
        addTool(provenance.tool)
        grounds.append(
          Ground(
            source: item.name,
            images: provenance.images?.files.first { $0.name == "test_images" }?.sha256,
            manifold: provenance.manifoldDigest))
      }
      origins.append(
        Origin(source: item.name, sha256: item.sha256, provenance: data.provenance))
    case .paper(let results):
      papers.append((item.name, results))
      addTool(results.tool)
      grounds.append(
        Ground(
          source: item.name, images: results.data.testImages, manifold: results.manifold.digest))
      origins.append(
        Origin(
          source: item.name, sha256: item.sha256,
          configuration: try? JSONValue(encoding: results.configuration)))
    }
  }

  private mutating func note<Each>(_ item: Evidence, _ document: SavedDocument<Each>) {
    addTool(document.tool)
    if let record = document.data, !data.contains(record) { data.append(record) }
    if let record = document.manifold, !manifolds.contains(record) { manifolds.append(record) }
    grounds.append(
      Ground(
        source: item.name, images: document.data?.digests.testImages,
        manifold: document.manifold?.digest))
    origins.append(
      Origin(
        source: item.name, sha256: item.sha256, provenance: document.provenance,
        configuration: document.configuration))
  }

  private mutating func add(
    _ entry: Entry, _ document: SavedDocument<CheckpointResult>
  ) throws(ReportFailure) {
    guard
      let place = groups.firstIndex(where: {
        $0.schema == document.schema && $0.data == document.data
          && $0.manifold?.digest == document.manifold?.digest
      })
    else {
      groups.append(
        Group(
          schema: document.schema, data: document.data, manifold: document.manifold,
          entries: [entry]))
      return
    }
    if let other = groups[place].entries.first(where: { $0.result.sha256 == entry.result.sha256 }) {
      throw .measuredTwice(
        what: ReportMaterial.word(for: document.schema), checkpoint: entry.result.path,
        first: other.source, second: entry.source)
    }
    groups[place].entries.append(entry)
  }

  private mutating func addSubjects(of item: Evidence) {
    switch item.content {
    case .measurement(let document):
      for result in document.checkpoints { subjects.add(ReportSubject(result)) }
    case .inspection(let document):
      for record in document.checkpoints { subjects.add(ReportSubject(record)) }
    case .paper(let results):
      for model in results.models { subjects.add(ReportSubject(model)) }
    case .figure: break
    }
  }

  private mutating func addTool(_ tool: String) {
    if !tools.contains(tool) { tools.append(tool) }
  }

  /// An identifier that no figure has yet.
  private func freeIdentifier(_ name: String) -> String {
    let base = ReportText.identifier(name)
    let taken = Set(figures.map(\.id))
    guard taken.contains(base) else { return base }
    return (2...).lazy.map { "\(base)-\($0)" }.first { !taken.contains($0) } ?? base
  }

  /// Adds figures made of measurements, each unless a figure of its kind that was read shows all its
  /// models already.
  mutating func addDrawn() {
    for group in groups {
      for figure in group.drawn {
        let schema = figure.schema
        let isShown = figures.contains { given in
          given.figure.schema == schema
            && Set(given.figure.modelNames).isSuperset(of: figure.modelNames)
        }
        guard !isShown else { continue }
        figures.append(
          ReportFigure(id: freeIdentifier(figure.name), figure: figure, provenance: nil))
      }
    }
  }

  /// What a measurement is called in sentences.
  static func word(for schema: String) -> String {
    String(schema.dropFirst("mag.".count).prefix { $0 != "/" })
  }

  private static func stem(_ name: String) -> String {
    let file = name.split(separator: "/").last.map(String.init) ?? name
    return file.hasSuffix(".json") ? String(file.dropLast(".json".count)) : file
  }
}
