import MAGTraining

/// What a long run tells the person who waits for it.
public enum PaperEvent: Sendable {
  /// Something worth a line of its own.
  case note(String)
  /// A warning that must not be overlooked, and that also stands in the results.
  case notice(String)
  case trainingBegins(model: String, resumedEpochs: Int)
  case training(model: String, TrainingProgress)
  case epoch(model: String, EpochReport)
  /// Measuring: units of work done, of so many.
  case measuring(what: String, done: Int, total: Int)
  case wrote(file: String)
}
