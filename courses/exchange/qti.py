"""The quiz of a lesson as an assessment in QTI 1.2.1, in the profile of Common Cartridge.

The order of conditions is what readers of cartridges expect: the explanation first (`other`, and on), then the
score, then what is said of each answer. Idents `true` and `false` are those that Moodle's reader asks for.
"""

from xml.etree import ElementTree

from portal.core import markdown

from .files import QuestionFile
from .gift_answers import truth_words
from .xml_text import add, document

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PROFILES = {
    "single": "cc.multiple_choice.v0p1",
    "multiple": "cc.multiple_response.v0p1",
    "truefalse": "cc.true_false.v0p1",
}
_ANSWER = "response"


def expressible(question: QuestionFile) -> bool:
    """Can the profile ask this question? It knows choices alone: no lines to match, nothing to put in order."""
    return question.kind in PROFILES


def difference(question: QuestionFile, language: str) -> str:
    """What a reader of this question sees otherwise than here, or nothing."""
    several = _profile_and_idents(question, language)[0] == PROFILES["multiple"]
    if several and question.kind != "multiple":
        return "one of two answers; asked as several to choose from, since the profile wants three for one"
    return ""


def assessment(questions, *, ident: str, title: str, version: str, language: str) -> bytes:
    """The assessment of these questions, all expressible; `version` is that of the profile's schema (`v1p3`)."""
    schema = f"http://www.imsglobal.org/profile/cc/cc{version}/cc{version}_qtiasiv1p2p1_v1p0.xsd"
    names = {"xmlns": NAMESPACE, "xmlns:xsi": XSI, "xsi:schemaLocation": f"{NAMESPACE} {schema}"}
    root = ElementTree.Element("questestinterop", names)
    whole = add(root, "assessment", ident=ident, title=title)
    _metadata(whole, cc_profile="cc.exam.v0p1", qmd_assessmenttype="Examination", qmd_scoretype="Percentage")
    section = add(whole, "section", ident=f"{ident}-questions")
    for question in questions:
        _item(section, question, language)
    return document(root)


def _metadata(parent, **fields: str) -> None:
    block = add(parent, "qtimetadata")
    for label, entry in fields.items():
        field = add(block, "qtimetadatafield")
        add(field, "fieldlabel", label)
        add(field, "fieldentry", entry)


def _item(section, question: QuestionFile, language: str) -> None:
    profile, idents = _profile_and_idents(question, language)
    choices = list(zip(idents, question.data["choices"], strict=True))
    item = add(section, "item", ident=f"q-{question.uid}")
    _metadata(add(item, "itemmetadata"), cc_profile=profile)
    presentation = add(item, "presentation")
    _words(presentation, question.text)
    several = profile == PROFILES["multiple"]
    cardinality = "Multiple" if several else "Single"
    render = add(add(presentation, "response_lid", ident=_ANSWER, rcardinality=cardinality), "render_choice")
    for ident, choice in choices:
        _words(add(render, "response_label", ident=ident), choice["text"])
    _processing(item, question, choices, several)
    if question.explanation:
        _feedback(item, "explanation", question.explanation)
    for ident, choice in choices:
        if choice.get("feedback"):
            _feedback(item, f"{ident}-feedback", choice["feedback"])


def _profile_and_idents(question: QuestionFile, language: str) -> tuple[str, list[str]]:
    """True or false in words of its own is one answer to choose: the profile brings its own words. One answer to choose
    has three at least there (rule 4d of the profile's schema), several have two."""
    choices = question.data["choices"]
    if question.kind == "truefalse":
        true, false = truth_words(language)
        idents = [{true: "true", false: "false"}.get(choice["text"], "") for choice in choices]
        if sorted(idents) == ["false", "true"]:
            return PROFILES["truefalse"], idents
    several = question.kind == "multiple" or len(choices) < 3
    return PROFILES["multiple" if several else "single"], [f"a{number}" for number in range(1, len(choices) + 1)]


def _words(parent, text: str) -> None:
    add(add(parent, "material"), "mattext", str(markdown.render_inline(text)), texttype="text/html")


def _processing(item, question: QuestionFile, choices, several: bool) -> None:
    processing = add(item, "resprocessing")
    add(add(processing, "outcomes"), "decvar", varname="SCORE", vartype="Decimal", minvalue="0", maxvalue="100")
    if question.explanation:
        general = _condition(processing, goes_on=True)
        add(general.find("conditionvar"), "other")
        _shown(general, "explanation")
    if several:
        every = _condition(processing, goes_on=True)
        together = add(every.find("conditionvar"), "and")
        for ident, choice in choices:
            _equals(together if choice["right"] else add(together, "not"), ident)
        _scored(every)
    for ident, choice in choices:
        scores = choice["right"] and not several
        if scores or choice.get("feedback"):
            one = _condition(processing, goes_on=False)
            _equals(one.find("conditionvar"), ident)
            if scores:
                _scored(one)
            if choice.get("feedback"):
                _shown(one, f"{ident}-feedback")


def _condition(processing, *, goes_on: bool):
    condition = add(processing, "respcondition", **{"continue": "Yes" if goes_on else "No"})
    add(condition, "conditionvar")
    return condition


def _equals(parent, ident: str) -> None:
    add(parent, "varequal", ident, case="Yes", respident=_ANSWER)


def _scored(condition) -> None:
    add(condition, "setvar", "100", action="Set", varname="SCORE")


def _shown(condition, ident: str) -> None:
    add(condition, "displayfeedback", feedbacktype="Response", linkrefid=ident)


def _feedback(item, ident: str, text: str) -> None:
    _words(add(add(item, "itemfeedback", ident=ident), "flow_mat"), text)
