import MAG

/// An inspection for people.
enum InspectionText {
  static func text(_ inspection: Inspection, path: String) -> String {
    let summary = inspection.summary
    var facts = "file          \(path)\nformat        \(summary.format.rawValue)\n"
    facts += "sha-256       \(summary.sha256)\n"
    if let inputs = summary.inputDimension, let classes = summary.classCount,
      let parameters = summary.parameters
    {
      facts += "network       \(inputs) inputs, \(classes) classes, \(parameters) parameters\n"
    }
    if let preprocessing = inspection.preprocessing, let inputs = inspection.inputs {
      facts += "images        \(inputs.rawValue)"
      facts +=
        preprocessing.isIdentity
        ? ", as they are\n"
        : ", (\(ChannelValues(preprocessing.inputScale).text) x − \(words(preprocessing.inputMean))) / "
          + "\(words(preprocessing.inputStd))\n"
    }
    if let accuracy = inspection.clean.accuracy {
      facts += "clean         \(TextTable.fixed(accuracy, 4)) "
      facts += "(\(inspection.clean.correct ?? 0) of \(inspection.clean.count ?? 0))\n"
    } else if let note = inspection.clean.note {
      facts += "clean         \(note)\n"
    }
    if let warning = inspection.scale?.sentence { facts += "warning       \(warning)\n" }
    for assumption in inspection.assumptions {
      facts += "assumed       \(assumption.printable)\n"
    }
    facts += "threads       \(Parallel.threadCount)\n"
    return facts + "\n" + layers(summary) + tensors(summary) + metadata(summary)
  }

  /// The network layer by layer; where its layers are no chain, with those that each takes.
  private static func layers(_ summary: CheckpointSummary) -> String {
    guard let layers = summary.layers else { return "" }
    let isChain = layers.indices.allSatisfy { layers[$0].sources == [$0 - 1] }
    var table = TextTable(
      ["layer", "kind", "shape", "parameters"] + (isChain ? [] : ["from"]),
      textColumns: [1, 2, 4])
    for (index, layer) in layers.enumerated() {
      let sources = layer.sources.map { $0 < 0 ? "input" : "\($0)" }.joined(separator: " + ")
      table.append(
        ["\(index)", layer.kind, layer.shape, "\(layer.parameters)"] + (isChain ? [] : [sources]))
    }
    return table.text + "\n"
  }

  /// A number, or several in brackets.
  private static func words(_ values: ChannelValues) -> String {
    values.count == 1 ? values.text : "(\(values.text))"
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
