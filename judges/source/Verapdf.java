import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.RuleId;

/** veraPDF: whether a file keeps the rules of a flavour of PDF/A or PDF/UA, and which it breaks, how often, where. */
final class Verapdf implements Judge.Examiner {
    private final PDFAFlavour flavour;

    Verapdf(String name) {
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        flavour = PDFAFlavour.byFlavourId(name);
        if (flavour == PDFAFlavour.NO_FLAVOUR) {
            throw new IllegalArgumentException("veraPDF knows no flavour " + name);
        }
    }

    @Override
    public void examine(File file, ObjectNode verdict) throws Exception {
        ValidationResult result;
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            result = validator.validate(parser);
        }
        verdict.put("flavour", flavour.getId()).put("compliant", result.isCompliant());
        ArrayNode failed = verdict.putArray("failed");
        for (Map.Entry<RuleId, Integer> rule : result.getFailedChecks().entrySet()) {
            ObjectNode entry = failed.addObject().put("rule", name(rule.getKey())).put("count", rule.getValue());
            result.getTestAssertions().stream()
                .filter(found -> found.getStatus() == TestAssertion.Status.FAILED && found.getRuleId().equals(rule.getKey()))
                .findFirst()
                .ifPresent(found -> entry.put("says", found.getMessage()).put("first", found.getLocation().getContext()));
        }
    }

    private static String name(RuleId rule) {
        return rule.getClause() + "-" + rule.getTestNumber();
    }
}
