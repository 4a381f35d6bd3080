/// A change of the largest logit at one point of a line.
struct ClassChange: Sendable, Equatable {
  var time: Double
  var from: Int
  var to: Int
  /// The stretch, counted along the line, in which it lies; 0 where lines have none.
  var stretch: Int
}

/// The classes along a line: the one it begins with and the changes, taken in by ascending t.
///
/// - Changes nearer to each other than `mergeTolerance` in t count as one, or as none if the first
///   class returns: rounding can split a tie of three classes or make a touch cross.
/// - A change nearer than that to t = 0 or t = 1 is a tie at the end itself and no crossing:
///   crossings lie strictly inside. What follows a tie at 0 is the class just after it, what
///   precedes one at 1 the class just before it.
struct ClassSequence {
  let mergeTolerance: Double
  private(set) var changes: [ClassChange] = []
  /// The class just after t = 0.
  private(set) var startClass: Int

  init(startClass: Int, mergeTolerance: Double) {
    self.startClass = startClass
    self.mergeTolerance = mergeTolerance
  }

  /// The class to which the changes so far lead: the one just before t = 1 when all is taken in.
  var endClass: Int { changes.last?.to ?? startClass }

  /// Takes in the next change; it starts from the class that the one before led to.
  mutating func record(_ change: ClassChange) {
    guard change.time > mergeTolerance else {
      startClass = change.to
      return
    }
    guard change.time < 1 - mergeTolerance else { return }
    if let last = changes.last, change.time - last.time <= mergeTolerance {
      changes[changes.count - 1].to = change.to
      if last.from == change.to { changes.removeLast() }
    } else {
      changes.append(change)
    }
  }
}
