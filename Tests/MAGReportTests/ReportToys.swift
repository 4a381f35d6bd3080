import Foundation
import MAG

@testable import MAGReport

/// Small documents as mag's commands write them, with names and numbers that a test chooses.
enum Toys {
  /// A checkpoint's entry in a result document, of a network 4 → 2.
  static func entry(
    _ path: String, sha256: String = "aa11", inputs: Int = 4, classes: Int = 2,
    assumptions: [String] = [], _ body: String
  ) -> String {
    """
    {"path": \(quoted(path)), "sha256": "\(sha256)", "layers": [{"kind": "dense", \
    "inputs": \(inputs), "outputs": \(classes), "parameters": \((inputs + 1) * classes)}], \
    "inputs": "raw", "input_scale": 1, "input_mean": 0, "input_std": 1, \
    "assumptions": [\(assumptions.map(quoted).joined(separator: ", "))], \(body)}
    """
  }

  /// The entry of `toy.safetensors`.
  static func entry(assumptions: [String] = [], _ body: String) -> String {
    entry("toy.safetensors", assumptions: assumptions, body)
  }

  /// A document of these entries.
  static func document(
    _ schema: String, manifold: String = "mm", source: String = "folder", _ entries: [String]
  ) -> Data {
    Data(
      """
      {"schema": "\(schema)", "tool": "mag 0.1.0", "configuration": {"random": 3, "seed": 0}, \
      "data": {"source": "\(source)", "is_canonical": false, "split": "test", "count": 4, \
      "validation": 0, "digests": {"train_images": "1", "train_labels": "2", "test_images": "3", \
      "test_labels": "4"}, "layout": null}, "manifold": {"origin": "fitted", "reading": "global", \
      "centering": "uncentered", "components": 2, "rank": 2, "kept_energy": 0.5, \
      "leaks_label": false, "digest": "\(manifold)"}, \
      "checkpoints": [\(entries.joined(separator: ", "))]}
      """.utf8)
  }

  static func quoted(_ text: String) -> String {
    String(decoding: (try? OrderedJSON.encodeLine(text)) ?? Data(), as: UTF8.self)
  }

  /// Cosines 0.6, 0.8 and as many undefined ones as asked for.
  static func alignment(undefined: Int = 0) -> String {
    let values: [String] = ["0.6", "0.8"] + Array(repeating: "null", count: undefined)
    let summary = """
      {"mean": 0.7, "median": 0.7, "std": 0.1, "quantiles": [0.61, 0.65, 0.7, 0.75, 0.79], \
      "undefined_count": \(undefined), "values": [\(values.joined(separator: ", "))]}
      """
    return
      "\"alignment\": {\"cosine\": \(summary), \"ratio\": \(summary), \"rejection\": \(summary)}"
  }

  /// Curves of attacks with their right answers of 100 at ε = 0, 0.1 and 0.2.
  static func curves(_ attacks: [(String, [Int])], clean: Int = 90) -> String {
    let points: [String] = attacks.flatMap { attack, counts -> [String] in
      zip([0, 0.1, 0.2], counts).map { epsilon, correct -> String in
        let interval = WilsonInterval.interval95(successes: correct, trials: 100)
        return """
          {"attack": "\(attack)", "epsilon": \(epsilon), "correct": \(correct), "count": 100, \
          "accuracy": \(Double(correct) / 100), \
          "interval": [\(interval.lowerBound), \(interval.upperBound)]}
          """
      }
    }
    let records = attacks.map { attack, _ -> String in
      """
      {"attack": "\(attack)", "norm": "linf", "box": "unit", "gradient": "loss", \
      "count_rule": \(attack == "pgd" ? "\"any\"" : "null"), \
      "steps": \(attack == "pgd" ? 40 : 1), "step_size": null, "start": "none", "restarts": 1, \
      "seed": 0, "clean_correct": \(clean), "gradient_evaluations": 1, \
      "naive_gradient_evaluations": 1, "forward_evaluations": 1}
      """
    }
    return "\"curves\": [\(points.joined(separator: ", "))], "
      + "\"attacks\": [\(records.joined(separator: ", "))]"
  }

  /// One pair whose only crossing has sin θ = 0.3 (θ = 17.457…°), c(n) and its factor.
  static func pairs(
    alignment: Double = 0.6, cosine: Double = 0.5, method: String = "exact", oneSided: Bool = false,
    confirmed: Int = 1
  ) -> String {
    """
    "pairs": [{"from": {"index": 0, "label": 0}, "to": {"index": 1, "label": 1}, \
    "method": "\(method)", "status": "walked", "pieces": 3, "start_class": 0, "end_class": 1, \
    "length": 1.5, "crossings": [{"t": 0.5, "from_class": 0, "to_class": 1, \
    "angle_degrees": 17.45760312372209, "alignment": \(alignment), \
    "in_manifold_cosine": \(cosine), "kink_gap": 0.01, \
    "angles_one_sided": \(oneSided ? "[17.4, 20.1]" : "null")}], \
    "certificate": {"points_checked": 2, "largest_logit_difference": 0, \
    "relative_logit_difference": 0, "crossings_confirmed": \(confirmed), "crossings_checked": 1, \
    "delta": 0.001, "holds": \(confirmed == 1)}}]
    """
  }

  static func evidence(_ data: Data, _ name: String = "a.json") throws -> Evidence {
    try Evidence(reading: data, from: name)
  }

  /// A report with every kind of block: figures, tables, code, findings of every kind.
  static func report(
    names: [String] = ["one.safetensors", "two.safetensors"], assumption: String = "assumed"
  ) throws -> Report {
    func entries(_ body: String) -> [String] {
      names.enumerated().map {
        entry($0.element, sha256: "aa\($0.offset)", assumptions: [assumption], body)
      }
    }
    return try Report([
      evidence(
        document("mag.alignment/1", source: "sample", entries(alignment(undefined: 1))),
        "alignment.json"),
      evidence(document("mag.crossings/1", entries(pairs())), "crossings.json"),
      evidence(
        document(
          "mag.robustness/1", manifold: "other",
          entries(curves([("fgsm", [90, 50, 60]), ("pgd", [90, 80, 20])]))), "robustness.json"),
    ])
  }
}

/// A scratch folder that is removed afterwards.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("mag-report-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The sentence of the failure that `body` throws, with its kind; nil when it throws none.
func refusal(_ body: () throws -> Void) -> (kind: FailureKind, text: String)? {
  do {
    try body()
    return nil
  } catch {
    return (error as? any Failure).map { ($0.kind, "\($0)") }
  }
}

/// Tags of a page in their order, found without a parser of HTML: our own pages are well-formed.
struct Tags {
  struct Tag {
    var name: String
    var attributes: [String: String]
    /// What follows it up to the next tag.
    var text: String
  }

  let all: [Tag]

  init(_ html: String) {
    // Style sheets and scripts hold signs that look like tags.
    let page = html.replacing(/<(style|script)>[\s\S]*?<\/(style|script)>/, with: "")
    all = page.matches(
      of: /<([a-zA-Z][a-zA-Z0-9]*)((?:\s+[-:a-zA-Z]+(?:="[^"]*")?)*)\s*\/?>([^<]*)/
    )
    .map { match in
      var attributes: [String: String] = [:]
      for attribute in match.2.matches(of: /([-:a-zA-Z]+)(?:="([^"]*)")?/) {
        attributes[String(attribute.1)] = attribute.2.map(String.init) ?? ""
      }
      return Tag(name: String(match.1), attributes: attributes, text: String(match.3))
    }
  }

  subscript(name: String) -> [Tag] { all.filter { $0.name == name } }
}
