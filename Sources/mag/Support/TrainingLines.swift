import MAG

/// Shows a training run: a line in place while it trains, and one that stays for each epoch.
final class TrainingLines {
  private let line: ProgressLine
  private let name: String

  init(_ line: ProgressLine, name: String) {
    self.line = line
    self.name = name
  }

  func show(_ progress: TrainingProgress) {
    line.show(
      text: "\(name): epoch \(progress.epoch)/\(progress.epochs), step \(progress.step)/"
        + "\(progress.stepsPerEpoch), loss \(TextTable.fixed(progress.meanLoss, 4)), "
        + "\(Int(progress.imagesPerSecond)) images/s, "
        + "\(ProgressLine.duration(progress.secondsLeft)) left")
  }

  func finish(_ report: EpochReport) {
    var text =
      "\(name): epoch \(report.epoch) done, loss \(TextTable.fixed(report.loss, 4)), accuracy "
      + TextTable.fixed(report.trainingAccuracy, 4)
    if let alignment = report.alignment {
      text += ", alignment \(TextTable.fixed(alignment, 4))"
    }
    if report.undefinedCount > 0 { text += " (\(report.undefinedCount) undefined)" }
    if let accuracy = report.validationAccuracy {
      text += ", validation \(TextTable.fixed(accuracy, 4))"
    }
    text += ", \(Int(report.imagesPerSecond)) images/s"
    line.keep(text)
  }
}
