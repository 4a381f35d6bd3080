import MAGFiles
import MAGStudy

/// A checkpoint that a report is about, put together from everything that speaks of it.
struct ReportSubject: Sendable, Equatable {
  /// Nil until all subjects are known: see `Subjects.resolveNames`.
  var name: String
  var path: String
  var sha256: String
  var layers: [LayerRecord]
  var inputs: Inputs?
  var preprocessing: Preprocessing?
  var assumptions: [String] = []
  var clean: Clean?
  /// What seems wrong with the scale of the inputs.
  var scaleWarning: String?

  /// Right answers on clean images.
  struct Clean: Sendable, Equatable {
    var correct: Int
    var count: Int

    var accuracy: Double { Double(correct) / Double(count) }
  }

  var inputDimension: Int? { layers.first?.inputs }
  var classCount: Int? { layers.last?.outputs }
  var parameters: Int { layers.reduce(0) { $0 + $1.parameters } }

  /// For a chain of dense layers its widths and activation, `784 → 300 → 10, relu`; else the kinds of
  /// layers with their numbers.
  var architecture: String {
    let dense = layers.filter { $0.kind == "dense" }
    let others = layers.filter { $0.kind != "dense" }.map(\.kind)
    let kinds = others.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let isChain = zip(layers, layers.dropFirst()).allSatisfy { $0.outputs == $1.inputs }
    if isChain, let first = dense.first, kinds.count <= 1, others.count == max(0, dense.count - 1) {
      let widths = [first.inputs] + dense.map(\.outputs)
      return ([widths.map(String.init).joined(separator: " → ")] + kinds).joined(separator: ", ")
    }
    var seen: [(kind: String, count: Int)] = []
    for layer in layers {
      if let place = seen.firstIndex(where: { $0.kind == layer.kind }) {
        seen[place].count += 1
      } else {
        seen.append((layer.kind, 1))
      }
    }
    return seen.map { $0.count == 1 ? $0.kind : "\($0.kind) × \($0.count)" }.joined(separator: ", ")
  }
}

/// The checkpoints of a report by their digests, in the order of their first appearance.
struct Subjects: Sendable {
  private(set) var all: [ReportSubject] = []

  func name(of sha256: String) -> String {
    all.first { $0.sha256 == sha256 }?.name ?? String(sha256.prefix(8))
  }

  /// Adds a checkpoint, or what is new about one.
  mutating func add(_ subject: ReportSubject) {
    guard let place = all.firstIndex(where: { $0.sha256 == subject.sha256 }) else {
      all.append(subject)
      return
    }
    if all[place].name.isEmpty { all[place].name = subject.name }
    if all[place].layers.isEmpty { all[place].layers = subject.layers }
    all[place].inputs = all[place].inputs ?? subject.inputs
    all[place].preprocessing = all[place].preprocessing ?? subject.preprocessing
    all[place].clean = all[place].clean ?? subject.clean
    all[place].scaleWarning = all[place].scaleWarning ?? subject.scaleWarning
    for assumption in subject.assumptions where !all[place].assumptions.contains(assumption) {
      all[place].assumptions.append(assumption)
    }
  }

  /// Names the checkpoints that have no name yet by their file, by its whole path where another one
  /// is called the same, and by the digest as well where even that repeats.
  mutating func resolveNames() {
    func stem(_ path: String) -> String {
      let file = path.split(separator: "/").last.map(String.init) ?? path
      return file.lastIndex(of: ".").map { $0 > file.startIndex ? String(file[..<$0]) : file }
        ?? file
    }
    let forms: [(ReportSubject) -> String] = [
      { $0.name.isEmpty ? stem($0.path) : $0.name }, { $0.path },
      { "\($0.path) (\($0.sha256.prefix(8)))" },
    ]
    var names = all.map(forms[0])
    for form in forms.dropFirst() {
      let taken = names
      for place in all.indices where taken.count(where: { $0 == taken[place] }) > 1 {
        names[place] = form(all[place])
      }
    }
    for (place, name) in names.enumerated() { all[place].name = name }
  }

  /// Refuses checkpoints of different inputs or classes.
  ///
  /// - Throws: `ReportFailure.disagreement` naming the first two.
  func checkSizes() throws(ReportFailure) {
    try Report.checkSizes(all.map { ($0.path, $0.inputDimension, $0.classCount) })
  }
}

extension Report {
  /// Refuses networks of different inputs or classes; nil is not known.
  ///
  /// - Throws: `ReportFailure.disagreement` naming the first two.
  public static func checkSizes(
    _ networks: [(path: String, inputs: Int?, classes: Int?)]
  ) throws(ReportFailure) {
    let sizes = [
      ("inputs", networks.map(\.inputs)), ("classes", networks.map(\.classes)),
    ]
    for (what, counts) in sizes {
      var first: (path: String, count: Int)?
      for (network, count) in zip(networks, counts) {
        guard let count else { continue }
        if let first, first.count != count {
          throw .disagreement(
            what: what, first: first.path, count: first.count, second: network.path, other: count)
        }
        first = first ?? (network.path, count)
      }
    }
  }
}

extension ReportSubject {
  init(_ result: CheckpointResult) {
    self.init(
      name: "", path: result.path, sha256: result.sha256, layers: result.layers,
      inputs: result.inputs, preprocessing: result.preprocessing, assumptions: result.assumptions)
    if let attack = result.attacks?.first, let point = result.curves?.first {
      clean = Clean(correct: attack.cleanCorrect, count: point.count)
    }
  }

  init(_ record: InspectionRecord) {
    self.init(
      name: "", path: record.path, sha256: record.sha256, layers: record.layers ?? [],
      inputs: record.inputs, assumptions: record.assumptions)
    if let scale = record.inputScale, let mean = record.inputMean, let std = record.inputStd {
      preprocessing = Preprocessing(inputScale: scale, inputMean: mean, inputStd: std)
    }
    if let correct = record.cleanCorrect, let count = record.cleanCount, count > 0 {
      clean = Clean(correct: correct, count: count)
    }
    scaleWarning = record.cleanWarning
  }

  init(_ model: PaperResults.Model) {
    let sizes = model.training.sizes
    var layers: [LayerRecord] = []
    for (inputs, outputs) in zip(sizes, sizes.dropFirst()) {
      if !layers.isEmpty {
        layers.append(
          LayerRecord(
            kind: model.training.activation, inputs: inputs, outputs: inputs, parameters: 0))
      }
      layers.append(
        LayerRecord(
          kind: "dense", inputs: inputs, outputs: outputs, parameters: (inputs + 1) * outputs))
    }
    self.init(
      name: model.name, path: model.path, sha256: model.sha256, layers: layers, inputs: .projected,
      preprocessing: Preprocessing())
    if model.cleanCount > 0 {
      clean = Clean(correct: model.cleanCorrect, count: model.cleanCount)
    }
  }
}
