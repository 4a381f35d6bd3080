import MAG

/// An inspection for people.
enum InspectionText {
  static func text(_ inspection: Inspection, path: String) -> String {
    let summary = inspection.summary
    var facts = "file          \(path)\nformat        \(summary.format.rawValue)\n"
    facts += "sha-256       \(summary.sha256)\n"
    if let layers = summary.layers {
      let words = layers.map { $0.kind == "dense" ? "\($0.inputs)→\($0.outputs)" : $0.kind }
      facts += "network       \(words.joined(separator: ", "))\n"
      facts += "inputs        \(summary.inputDimension ?? 0)\n"
      facts += "classes       \(summary.classCount ?? 0)\n"
      facts += "parameters    \(summary.parameters ?? 0)\n"
    }
    if let preprocessing = inspection.preprocessing, let inputs = inspection.inputs {
      facts += "images        \(inputs.rawValue)"
      facts +=
        preprocessing.isIdentity
        ? ", as they are\n"
        : ", (\(preprocessing.inputScale) x − \(preprocessing.inputMean)) / "
          + "\(preprocessing.inputStd)\n"
    }
    if let accuracy = inspection.clean.accuracy {
      facts += "clean         \(TextTable.fixed(accuracy, 4)) "
      facts += "(\(inspection.clean.correct ?? 0) of \(inspection.clean.count ?? 0))\n"
    } else if let note = inspection.clean.note {
      facts += "clean         \(note)\n"
    }
    for assumption in inspection.assumptions {
      facts += "assumed       \(assumption.printable)\n"
    }
    facts += "threads       \(Parallel.threadCount)\n"
    return facts + "\n" + tensors(summary) + metadata(summary)
  }

  private static func tensors(_ summary: CheckpointSummary) -> String {
    var table = TextTable(
      ["tensor", "type", "shape", "min", "max", "NaN", "infinite"], textColumns: [0, 1, 2])
    for tensor in summary.tensors {
      table.append([
        tensor.name, tensor.type.rawValue, tensor.shape.map(String.init).joined(separator: " × "),
        TextTable.fixed(tensor.min, 6), TextTable.fixed(tensor.max, 6), "\(tensor.nanCount)",
        "\(tensor.infiniteCount)",
      ])
    }
    return table.text
  }

  private static func metadata(_ summary: CheckpointSummary) -> String {
    if summary.metadata.isEmpty { return "" }
    var table = TextTable(["metadata", "value"], textColumns: [0, 1])
    for (key, value) in summary.metadata.sorted(by: { $0.key < $1.key }) {
      table.append([key, value.count > 80 ? value.prefix(79) + "…" : value])
    }
    return "\n" + table.text
  }
}
