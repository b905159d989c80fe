import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import eu.europa.esig.dss.diagnostic.AbstractSignatureWrapper;
import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.diagnostic.jaxb.XmlObjectModification;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.Date;
import java.util.List;

/**
 * The EU's DSS with its own default policy (ETSI EN 319 102-1): its conclusion on every signature and timestamp, and
 * the changes that it finds between revisions. Only the given root is trusted; nothing is fetched.
 */
final class Dss implements Judge.Examiner {
    private final CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    private final Date moment;

    Dss(File root, Long unixSeconds) {
        trusted.addCertificate(DSSUtils.loadCertificate(root));
        moment = unixSeconds == null ? null : new Date(unixSeconds * 1000);
    }

    @Override
    public void examine(File file, ObjectNode verdict) {
        var verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setAIASource(null);
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
        validator.setCertificateVerifier(verifier);
        if (moment != null) {
            validator.setValidationTime(moment);
        }
        Reports reports = validator.validateDocument();
        SimpleReport simple = reports.getSimpleReport();
        DiagnosticData data = reports.getDiagnosticData();
        ArrayNode signatures = verdict.putArray("signatures");
        for (SignatureWrapper signature : data.getSignatures()) {
            ObjectNode entry = signatures.addObject();
            conclude(entry, signature, simple);
            entry.put("format", String.valueOf(signature.getSignatureFormat()).replace('_', '-'));
            describe(entry, signature.getPDFRevision());
            ArrayNode timestamps = entry.putArray("timestamps");
            for (TimestampWrapper timestamp : signature.getTimestampList()) {
                ObjectNode stamp = timestamps.addObject().put("type", timestamp.getType().name())
                    .put("time", timestamp.getProductionTime().toInstant().toString())
                    .put("imprintIntact", timestamp.isMessageImprintDataIntact());
                conclude(stamp, timestamp, simple);
            }
        }
        ArrayNode documentTimestamps = verdict.putArray("documentTimestamps");
        for (TimestampWrapper timestamp : data.getTimestampList()) {
            if (timestamp.getPDFRevision() != null) {
                ObjectNode stamp = documentTimestamps.addObject();
                conclude(stamp, timestamp, simple);
                describe(stamp, timestamp.getPDFRevision());
            }
        }
    }

    private static void conclude(ObjectNode entry, AbstractSignatureWrapper token, SimpleReport simple) {
        var subIndication = simple.getSubIndication(token.getId());
        entry.put("indication", String.valueOf(simple.getIndication(token.getId())))
            .put("subIndication", subIndication == null ? null : subIndication.name())
            .put("intact", token.isSignatureIntact()).put("valid", token.isSignatureValid());
        say(entry.putArray("errors"), simple.getAdESValidationErrors(token.getId()));
        say(entry.putArray("warnings"), simple.getAdESValidationWarnings(token.getId()));
    }

    private static void say(ArrayNode list, List<Message> messages) {
        messages.forEach(message -> list.add(message.getValue()));
    }

    private static void describe(ObjectNode entry, PDFRevisionWrapper revision) {
        if (revision == null) {
            return;
        }
        entry.put("field", revision.getFirstFieldName()).put("byteRangeValid", revision.isSignatureByteRangeValid());
        ArrayNode range = entry.putArray("byteRange");
        revision.getSignatureByteRange().forEach(range::add);
        ObjectNode changes = entry.putObject("changes");
        list(changes.putArray("extension"), revision.getPdfExtensionChanges());
        list(changes.putArray("signatureOrForm"), revision.getPdfSignatureOrFormFillChanges());
        list(changes.putArray("annotation"), revision.getPdfAnnotationChanges());
        list(changes.putArray("undefined"), revision.getPdfUndefinedChanges());
        pages(changes.putArray("overlappedPages"), revision.getPdfAnnotationsOverlapConcernedPages());
        pages(changes.putArray("visiblyChangedPages"), revision.getPdfVisualDifferenceConcernedPages());
        pages(changes.putArray("addedOrRemovedPages"), revision.getPdfPageDifferenceConcernedPages());
    }

    private static void list(ArrayNode list, List<XmlObjectModification> changes) {
        changes.forEach(change -> list.add(change.getAction() + " " + change.getValue()));
    }

    private static void pages(ArrayNode list, List<java.math.BigInteger> pages) {
        pages.forEach(list::add);
    }
}
