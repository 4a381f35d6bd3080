import MAG

/// Shows the events of a paper run on standard error.
final class PaperLines {
  private let line: ProgressLine

  init(_ line: ProgressLine) { self.line = line }

  func show(_ event: PaperEvent) {
    switch event {
    case .note(let text):
      line.keep(text)
    case .notice(let text):
      Diagnostics.log.warning("\(text)")
    case .trainingBegins(let model, let resumed):
      line.keep("training \(model)" + (resumed > 0 ? ", going on after epoch \(resumed)" : ""))
    case .training(let model, let progress):
      TrainingLines(line, name: model).show(progress)
    case .epoch(let model, let report):
      TrainingLines(line, name: model).finish(report)
    case .measuring(let what, let done, let total):
      line.show(MeasureProgress(task: what, done: done, total: total, unit: "images × radii"))
    case .wrote(let file):
      line.keep("wrote \(file)")
    }
  }

  func finish() { line.finish() }
}
