import ArgumentParser
import MAG

/// How exact paths are checked, and what they are set beside.
struct CheckOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ends of pieces that are evaluated afresh to certify an exact path: all, every N-th, or none; "
        + "but for none, every crossing too.", valueName: "all|N|none"))
  var certificate = CertificateChoice.every(64)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Set exact paths beside what N uniform samples and bisection say of them.", valueName: "N"))
  var audit: Int?

  @Option(
    help: ArgumentHelp("The arithmetic of the audit's samples.", valueName: "precision"))
  var auditPrecision = PathAudit.Precision.double

  func apply(to settings: inout CrossingSettings) {
    settings.certificateStride = certificate.stride
    settings.audit = audit.map { AuditSettings(samples: $0, precision: auditPrecision) }
  }

  /// As results record it.
  struct Record: Encodable {
    /// 1 for all ends of pieces; nil for no certificate.
    var certificateStride: Int?
    var audit: Int?
    var auditPrecision: PathAudit.Precision
  }

  var record: Record {
    Record(
      certificateStride: certificate.stride, audit: audit, auditPrecision: auditPrecision)
  }
}

/// Which ends of pieces a certificate looks at.
enum CertificateChoice: ExpressibleByArgument, Equatable {
  case all
  case every(Int)
  case none

  init?(argument: String) {
    switch argument {
    case "all": self = .all
    case "none": self = .none
    default:
      guard let stride = Int(argument), stride > 0 else { return nil }
      self = .every(stride)
    }
  }

  var stride: Int? {
    switch self {
    case .all: 1
    case .every(let stride): stride
    case .none: nil
    }
  }

  var defaultValueDescription: String { stride.map { $0 == 1 ? "all" : "\($0)" } ?? "none" }
}
