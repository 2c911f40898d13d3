# ruff: noqa: E501 - a table is read by its rows
"""Sentences that each rule must turn into a record, and look-alikes that it must leave. All parties are invented."""

from __future__ import annotations

from typing import NamedTuple


class Fires(NamedTuple):
    """A sentence and the record that the rule makes of it; None: the record has no such party or charge."""

    rule: str
    sentence: str
    accuser: str | None
    accused: str | None
    charge: str | None
    act: str
    certainty: str = "asserted"
    voice: str = "named"


class Leaves(NamedTuple):
    """A sentence that looks like the rule's and must give no record."""

    rule: str
    sentence: str


FIRES = [
    # person: accuser VERB accused PREPOSITION charge
    Fires("person/accuse", "Marta Velin accused Colonel Radu Tesk of selling army fuel.", "Marta Velin", "Radu Tesk", "selling army fuel", "allege"),
    Fires("person/accuse", "Radu Tesk was accused of selling army fuel.", None, "Radu Tesk", "selling army fuel", "allege", "asserted", "unknown"),
    Fires("person/accuse", "The council accused Radu Tesk’s forces of burning two villages.", "The council", "Radu Tesk’s forces", "burning two villages", "allege", "asserted", "unnamed"),
    Fires("person/accuse", "Residents accused the company of dumping waste in the river.", "Residents", "the company", "dumping waste in the river", "allege", "asserted", "unnamed"),
    Fires("person/accuse", "Tesk’s guards were then accused by Marta Velin to have opened the gates.", "Marta Velin", "Tesk’s guards", "opened the gates", "allege"),
    Fires("person/accuse", "The spokesman of the Unity Council, Yusef Amberi, has accused Radu Tesk of selling army fuel.", "Yusef Amberi", "Radu Tesk", "selling army fuel", "allege"),
    Fires("person/accuse", "The spokesman of the Unity Council’s Defence Ministry, Yusef Amberi, has accused Radu Tesk, the leader of Dawn Front, of selling army fuel.", "Yusef Amberi", "Radu Tesk", "selling army fuel", "allege"),
    Fires("person/blame", "Marta Velin blamed the ministry for the flood.", "Marta Velin", "the ministry", "the flood", "allege"),
    Fires("person/fault", "The auditors faulted the harbour board for losing the records.", "The auditors", "the harbour board", "losing the records", "criticise", "asserted", "unnamed"),
    Fires("person/blame", "Marta Velin blamed the new law for the queues.", "Marta Velin", "the new law", "the queues", "allege"),
    Fires("deed/denounce", "The union denounced the decree.", "The union", "the decree", None, "criticise", "asserted", "unnamed"),
    Fires("person/implicate", "The report implicated Radu Tesk in the theft.", "The report", "Radu Tesk", "the theft", "allege", "asserted", "unnamed"),
    Fires("person/charge", "Prosecutors charged Radu Tesk with fraud.", "Prosecutors", "Radu Tesk", "fraud", "charge", "asserted", "unnamed"),
    Fires("person/charge", "Radu Tesk was charged with stealing a lorry.", None, "Radu Tesk", "stealing a lorry", "charge", "asserted", "unknown"),
    Fires("person/indict", "A grand jury indicted Radu Tesk for bribery.", "A grand jury", "Radu Tesk", "bribery", "charge", "asserted", "unnamed"),
    Fires("person/prosecute", "The state prosecuted Radu Tesk for bribery.", "The state", "Radu Tesk", "bribery", "charge", "asserted", "unnamed"),
    Fires("person/impeach", "Lawmakers impeached President Ilan Moro for abuse of power.", "Lawmakers", "Ilan Moro", "abuse of power", "charge", "asserted", "unnamed"),
    Fires("person/arrest", "Police arrested two men on suspicion of arson.", "Police", "two men", "arson", "charge", "hedged", "unnamed"),
    Fires("person/detain", "Police detained Radu Tesk over the theft of a boat.", "Police", "Radu Tesk", "the theft of a boat", "charge", "asserted", "unnamed"),
    Fires("person/convict", "A court convicted Radu Tesk of perjury.", "A court", "Radu Tesk", "perjury", "verdict", "asserted", "unnamed"),
    Fires("person/acquit", "A court acquitted Radu Tesk of perjury.", "A court", "Radu Tesk", "perjury", "verdict", "negated", "unnamed"),
    Fires("person/sentence", "Radu Tesk was sentenced to four years for smuggling.", None, "Radu Tesk", "smuggling", "verdict", "asserted", "unknown"),
    Fires("person/jail", "Radu Tesk was jailed for smuggling.", None, "Radu Tesk", "smuggling", "verdict", "asserted", "unknown"),
    Fires("person/imprison", "Radu Tesk was imprisoned for smuggling.", None, "Radu Tesk", "smuggling", "verdict", "asserted", "unknown"),
    Fires("person/fine", "The regulator fined the bank for hiding losses.", "The regulator", "the bank", "hiding losses", "verdict", "asserted", "unnamed"),
    Fires("person/sanction", "The regulator sanctioned the bank for hiding losses.", "The regulator", "the bank", "hiding losses", "verdict", "asserted", "unnamed"),
    Fires("person/sue", "The farmers sued the company over the spill.", "The farmers", "the company", "the spill", "lawsuit", "asserted", "unnamed"),
    Fires("person/investigate", "The regulator is investigating the bank for hiding losses.", "The regulator", "the bank", "hiding losses", "investigate", "asserted", "unnamed"),
    Fires("person/probe", "The regulator is probing the bank over hidden losses.", "The regulator", "the bank", "hidden losses", "investigate", "asserted", "unnamed"),
    # deed: accuser VERB the deed, or the party for the deed
    *(
        Fires(
            f"deed/{verb}",
            f"Marta Velin {past} the ministry for locking the gates.",
            "Marta Velin",
            "the ministry",
            "locking the gates",
            "criticise",
        )
        for verb, past in (
            ("condemn", "condemned"),
            ("denounce", "denounced"),
            ("criticise", "criticised"),
            ("criticize", "criticized"),
            ("slam", "slammed"),
            ("decry", "decried"),
            ("deplore", "deplored"),
            ("castigate", "castigated"),
            ("rebuke", "rebuked"),
            ("berate", "berated"),
            ("censure", "censured"),
            ("lambaste", "lambasted"),
            ("chastise", "chastised"),
            ("reprimand", "reprimanded"),
            ("excoriate", "excoriated"),
            ("assail", "assailed"),
            ("blast", "blasted"),
        )
    ),
    Fires("deed/condemn", "Marta Velin condemned the army’s shelling of the school.", "Marta Velin", "the army", "shelling of the school", "criticise"),
    Fires("deed/denounce", "Marta Velin denounced the attack by the militia.", "Marta Velin", "the militia", "the attack by the militia", "criticise"),
    # swapped: accuser VERB the deed on the accused
    Fires("swapped/blame", "Marta Velin blamed the fire on the contractor.", "Marta Velin", "the contractor", "the fire", "allege"),
    Fires("swapped/blame", "Marta Velin blamed the delay on the decree of the council.", "Marta Velin", "the decree of the council", "the delay", "allege"),
    Fires("swapped/lay", "Marta Velin laid most of the blame for the fire on the contractor.", "Marta Velin", "the contractor", "the fire", "allege"),
    Fires("swapped/put", "Marta Velin put the blame for the fire on Radu Tesk.", "Marta Velin", "Radu Tesk", "the fire", "allege"),
    Fires("swapped/place", "Marta Velin placed the blame on Radu Tesk.", "Marta Velin", "Radu Tesk", None, "allege"),
    Fires("swapped/shift", "Marta Velin shifted the blame for the fire onto the contractor.", "Marta Velin", "the contractor", "the fire", "allege"),
    Fires("swapped/pin", "Marta Velin pinned the theft on the guards.", "Marta Velin", "the guards", "the theft", "allege"),
    Fires("person/fault", "The report faults the ministry for ignoring the leak.", "The report", "the ministry", "ignoring the leak", "criticise", "asserted", "unnamed"),
    # clause: accuser VERB that the accused did it
    Fires("clause/allege", "Marta Velin alleged that the bank hid its losses.", "Marta Velin", "the bank", "hid its losses", "allege"),
    # own: the accused speaks of his own conduct
    Fires("own/deny", "Without hesitation Marta Velin denied taking bribes.", "Marta Velin", "Marta Velin", "taking bribes", "deny", "negated"),
    Fires("own/deny", "Marta Velin denied taking bribes without giving a reason.", "Marta Velin", "Marta Velin", "taking bribes without giving a reason", "deny", "negated"),
    Fires("own/deny", "Without naming anyone, Marta Velin denied the theft.", "Marta Velin", "Marta Velin", "the theft", "deny", "negated"),
    Fires("own/deny", "Radu Tesk denied taking bribes.", "Radu Tesk", "Radu Tesk", "taking bribes", "deny", "negated"),
    Fires("own/deny", "Radu Tesk denied that the army shelled the school.", "Radu Tesk", "the army", "shelled the school", "deny", "negated"),
    Fires("own/plead guilty", "Radu Tesk pleaded guilty to fraud.", "Radu Tesk", "Radu Tesk", "fraud", "admit"),
    Fires("own/claim responsibility", "The Grey Falcons claimed responsibility for the bombing.", "The Grey Falcons", "The Grey Falcons", "the bombing", "admit"),
    Fires("own/take responsibility", "The militia took responsibility for the bombing.", "The militia", "The militia", "the bombing", "admit", "asserted", "unnamed"),
    Fires("own/accept responsibility", "Radu Tesk accepted responsibility for the spill.", "Radu Tesk", "Radu Tesk", "the spill", "admit"),
    Fires("own/admit responsibility", "Radu Tesk admitted responsibility for the spill.", "Radu Tesk", "Radu Tesk", "the spill", "admit"),
    Fires("own/admit", "Radu Tesk admitted forging the letter.", "Radu Tesk", "Radu Tesk", "forging the letter", "admit"),
    Fires("own/confess", "Radu Tesk confessed to forging the letter.", "Radu Tesk", "Radu Tesk", "forging the letter", "admit"),
    # noun: the noun, the charge and the accused
    Fires("noun/accusation", "Accusations of fraud against Radu Tesk surfaced in May.", None, "Radu Tesk", "fraud", "allege", "asserted", "unknown"),
    Fires("noun/accusation", "Marta Velin’s accusations of fraud against Radu Tesk surfaced in May.", "Marta Velin", "Radu Tesk", "fraud", "allege"),
    Fires("noun/allegation", "The allegation that the mayor took bribes surfaced in May.", None, "the mayor", "took bribes", "allege", "asserted", "unknown"),
    Fires("noun/denunciation", "Marta Velin’s denunciation of the ministry for its silence was read aloud.", "Marta Velin", "the ministry", "its silence", "criticise"),
    Fires("noun/denouncement", "Marta Velin’s denouncement of the decree came late.", "Marta Velin", "the decree", None, "criticise"),
    Fires("noun/condemnation", "The condemnation of the army by Marta Velin came late.", "Marta Velin", "the army", None, "criticise"),
    Fires("noun/criticism", "Marta Velin’s criticism of Radu Tesk drew applause.", "Marta Velin", "Radu Tesk", None, "criticise"),
    Fires("noun/charge", "Charges of fraud against Radu Tesk were filed in May.", None, "Radu Tesk", "fraud", "charge", "asserted", "unknown"),
    Fires("noun/indictment", "An indictment of fraud against Radu Tesk was unsealed.", None, "Radu Tesk", "fraud", "charge", "asserted", "unknown"),
    Fires("noun/lawsuit", "A lawsuit against the bank over its fees is pending.", None, "the bank", "its fees", "lawsuit", "asserted", "unknown"),
    Fires("noun/suit", "A suit against the bank over its fees is pending.", None, "the bank", "its fees", "lawsuit", "asserted", "unknown"),
    Fires("noun/complaint", "A complaint against the bank over its fees is pending.", None, "the bank", "its fees", "lawsuit", "asserted", "unknown"),
    Fires("noun/investigation", "An investigation into the bank for fraud began in May.", None, "the bank", "fraud", "investigate", "asserted", "unknown"),
    Fires("noun/inquiry", "An inquiry into the bank began in May.", None, "the bank", None, "investigate", "asserted", "unknown"),
    Fires("noun/probe", "A probe into the bank began in May.", None, "the bank", None, "investigate", "asserted", "unknown"),
    # the parties: reduced clauses, control, what stands between verb and party
    Fires("person/accuse", "Radu Tesk was arrested on Monday, accused of selling army fuel.", None, "Radu Tesk", "selling army fuel", "allege", "asserted", "unknown"),
    Fires("person/blame", "Radu Tesk, blamed by Marta Velin for the flood, left the town.", "Marta Velin", "Radu Tesk", "the flood", "allege"),
    Fires("person/allege", "Radu Tesk was alleged to have forged the letter.", None, "Radu Tesk", "forged the letter", "allege", "asserted", "unknown"),
    Fires("person/charge", "Radu Tesk was charged by the police.", "the police", "Radu Tesk", None, "charge", "asserted", "unnamed"),
    Fires("person/sue", "Marta Velin’s plan to sue the company over the spill came late.", "Marta Velin", "the company", "the spill", "lawsuit"),
    Fires("deed/denounce", "The union persuaded Marta Velin to denounce Radu Tesk for the theft.", "Marta Velin", "Radu Tesk", "the theft", "criticise"),
    Fires("deed/denounce", "Marta Velin was quick to denounce the militia.", "Marta Velin", "the militia", None, "criticise"),
    Fires("deed/denounce", "The strike was denounced by Marta Velin as mob rule.", "Marta Velin", "The strike", "mob rule", "criticise"),
    Fires("person/blame", "Marta Velin blamed herself for the flood.", "Marta Velin", "herself", "the flood", "allege"),
    Fires("own/plead guilty", "Radu Tesk pleaded not guilty to fraud.", "Radu Tesk", "Radu Tesk", "fraud", "deny", "negated"),
    Fires("noun/accusation", "Marta Velin made accusations of fraud against Radu Tesk.", "Marta Velin", "Radu Tesk", "fraud", "allege"),
    Fires("noun/allegation", "The allegations from Marta Velin about Radu Tesk surfaced in May.", "Marta Velin", "Radu Tesk", None, "allege"),
    Fires("noun/charge", "Radu Tesk faces charges of fraud.", None, "Radu Tesk", "fraud", "charge", "asserted", "unknown"),
    Fires("person/blame", "The council blamed unruly behaviour by soldiers.", "The council", "soldiers", "unruly behaviour", "allege", "asserted", "unnamed"),
    Fires("person/blame", "The mayor and the governor blamed each other for the flood.", "The mayor and the governor", "each other", "the flood", "allege", "asserted", "unnamed"),
    Fires("deed/condemn", "Marta Velin condemned the raid on the village.", "Marta Velin", None, "the raid on the village", "criticise"),
    Fires("swapped/blame", "The theft, which Marta Velin blamed on the guards, was solved.", "Marta Velin", "the guards", "The theft", "allege"),
    Fires("deed/denounce", "Marta Velin issued a statement denouncing the militia.", "Marta Velin", "the militia", None, "criticise"),
    Fires("own/deny", "Radu Tesk denied a report that the council had burned the records.", "Radu Tesk", "the council", "had burned the records", "deny", "negated"),
    Fires("person/suspect", "Police suspect Radu Tesk of arson.", "Police", "Radu Tesk", "arson", "allege", "hedged", "unnamed"),
    Fires("person/find guilty", "A jury found Radu Tesk guilty of fraud.", "A jury", "Radu Tesk", "fraud", "verdict", "asserted", "unnamed"),
    Fires("person/find guilty", "Radu Tesk was found not guilty of fraud.", None, "Radu Tesk", "fraud", "verdict", "negated", "unknown"),
    Fires("person/clear", "The court cleared Radu Tesk of fraud.", "The court", "Radu Tesk", "fraud", "verdict", "negated", "unnamed"),
    Fires("person/exonerate", "The court exonerated Radu Tesk of fraud.", "The court", "Radu Tesk", "fraud", "verdict", "negated", "unnamed"),
    Fires("noun/denunciation", "Marta Velin’s denunciation of the ministry’s silence was read aloud.", "Marta Velin", "the ministry", "silence", "criticise"),
    # judgement: the outlet's own words
    Fires("judgement", "The governor and his men emptied the granary under the pretext of inspecting it.", None, "The governor and his men", "emptied the granary under the pretext of inspecting it", "allege", "asserted", "outlet"),
    Fires("judgement", "The company illegally dumped waste in the river.", None, "The company", "illegally dumped waste in the river", "allege", "asserted", "outlet"),
]

LEAVES = [
    Leaves("person/accuse", "No one is accused of the theft."),
    Leaves("person/accuse", "Marta Velin has not accused Radu Tesk of theft."),
    Leaves("person/accuse", "Nobody accused the council of haste."),
    Leaves("person/blame", "Sailors blamed the weather for the delay."),
    Leaves("person/blame", "The engineer blamed a faulty valve for the outage."),
    Leaves("person/fault", "Geologists mapped the fault under the valley."),
    Leaves("person/implicate", "The study implicates a gene in the disease."),
    Leaves("person/charge", "The commission was charged with overseeing the vote."),
    Leaves("person/charge", "The charge was 20 dollars."),
    Leaves("person/charge", "The ferry charges visitors 20 dollars."),
    Leaves("person/charge", "She charged her phone with a cable."),
    Leaves("person/indict", "The novel indicts an age."),
    Leaves("person/prosecute", "The crown prosecuted the war for ten years."),
    Leaves("person/impeach", "Her record as a judge is hard to impeach."),
    Leaves("person/arrest", "Doctors tried to arrest the decline."),
    Leaves("person/arrest", "The patient went into cardiac arrest."),
    Leaves("person/detain", "Snow detained the travellers overnight."),
    Leaves("person/convict", "The film follows a convict and his dog."),
    Leaves("person/acquit", "The young team acquitted itself well on Sunday."),
    Leaves("person/sentence", "The sentence runs over two lines."),
    Leaves("person/jail", "The old jail is a museum now."),
    Leaves("person/imprison", "Thick walls imprison the heat."),
    Leaves("person/fine", "The weather was fine for sailing."),
    Leaves("person/sanction", "The federation sanctioned the race on Monday."),
    Leaves("person/sue", "Sue Harlan opened a bakery in Osk."),
    Leaves("person/investigate", "Scientists investigated the causes of the bloom."),
    Leaves("person/probe", "The lander probed the dust for water."),
    *(
        Leaves(f"deed/{verb}", sentence)
        for verb, sentence in (
            ("condemn", "The inspector condemned the old bridge."),
            ("denounce", "No one denounced the plan."),
            ("criticise", "Marta Velin did not criticise the ministry."),
            ("criticize", "Marta Velin did not criticize the ministry."),
            ("slam", "He slammed the door behind him."),
            ("decry", "Gardeners decry the drought."),
            ("deplore", "Gardeners deplore the lack of rain."),
            ("castigate", "Nobody castigated the ministry."),
            ("rebuke", "Nobody rebuked the ministry."),
            ("berate", "The coach did not berate the players."),
            ("censure", "The senate did not censure the minister."),
            ("lambaste", "No critic lambasted the ministry."),
            ("chastise", "Nobody chastised the clerk."),
            ("reprimand", "The board did not reprimand the clerk."),
            ("excoriate", "Nobody excoriated the minister."),
            ("assail", "High waves assailed the pier."),
            ("blast", "Miners blasted the rock with dynamite."),
        )
    ),
    Leaves("swapped/blame", "Pilots blamed the crash on fog."),
    Leaves("swapped/lay", "She laid the book on the table."),
    Leaves("swapped/put", "Marta Velin put the keys on the desk of the mayor."),
    Leaves("swapped/place", "He placed the crown on the king."),
    Leaves("swapped/shift", "The storm shifted the sand onto the road."),
    Leaves("own/admit", "Marta Velin admitted that it was cold."),
    Leaves("own/admit", "Without admitting or denying wrongdoing, the bank paid."),
    Leaves("swapped/pin", "She pinned the medal on the wall."),
    Leaves("clause/allege", "Marta Velin alleged nothing."),
    Leaves("own/deny", "The bank did not deny the report."),
    Leaves("own/deny", "The report was denied to visitors."),
    Leaves("own/deny", "The insurer denied Radu Tesk the medicine."),
    Leaves("own/plead guilty", "She pleaded with the crowd to go home."),
    Leaves("own/claim responsibility", "No group claimed responsibility for the bombing."),
    Leaves("own/take responsibility", "She took the bus to Osk."),
    Leaves("own/accept responsibility", "She accepted the prize in Osk."),
    Leaves("own/admit responsibility", "The museum admits children for free."),
    Leaves("own/admit", "The hospital admitted three patients."),
    Leaves("own/confess", "The priest hears people confess on Fridays."),
    Leaves("noun/accusation", "There was no accusation against the mayor."),
    Leaves("noun/allegation", "The word allegation comes from Latin."),
    Leaves("noun/denunciation", "The denunciation of violence was general."),
    Leaves("noun/denouncement", "A denouncement of nobody in particular ends the play."),
    Leaves("noun/condemnation", "Condemnation of the attack was swift."),
    Leaves("noun/criticism", "The evening began with literary criticism."),
    Leaves("noun/charge", "The cavalry made a charge against the wind."),
    Leaves("noun/indictment", "The empty shelves are an indictment of our times."),
    Leaves("noun/lawsuit", "A lawsuit can take years."),
    Leaves("noun/suit", "He wore a dark suit against the cold."),
    Leaves("noun/complaint", "The complaint about the noise reached the town hall."),
    Leaves("noun/investigation", "The investigation into the bloom took a year."),
    Leaves("noun/inquiry", "The inquiry into the nature of light took centuries."),
    Leaves("noun/probe", "The probe into deep space sent pictures."),
    Leaves("person/allege", "Marta Velin was not alleged to have forged the letter."),
    Leaves("person/blame", "Marta Velin avoided blaming the council."),
    Leaves("person/fault", "It is hard to fault Marta Velin for her zeal."),
    Leaves("person/accuse", "Marta Velin is a lawyer for people accused of theft."),
    Leaves("person/prosecute", "Mayors can be prosecuted for theft in Osk."),
    Leaves("own/deny", "The court denied the request."),
    Leaves("own/deny", "The council would neither confirm nor deny the theft."),
    Leaves("own/admit", "Marta Velin admitted defeat on Sunday."),
    Leaves("own/admit", "Marta Velin will admit the mistake."),
    Leaves("own/admit", "Marta Velin admitted that the farmers were right."),
    Leaves("person/charge", "The committee was charged with executing the plan."),
    Leaves("person/arrest", "Police arrested the clerk on the corner."),
    Leaves("own/take responsibility", "Radu Tesk takes over the responsibility for the harbour."),
    Leaves("noun/criticism", "Marta Velin’s criticism of the plan drew applause."),
    Leaves("deed/criticise", "Marta Velin criticised the budget."),
    Leaves("deed/criticize", "Marta Velin criticized the governor’s plan."),
    Leaves("person/convict", "A person convicted of theft may not vote."),
    Leaves("person/indict", "The law allows governors to be indicted."),
    Leaves("noun/charge", "Radu Tesk faces a long winter."),
    Leaves("person/suspect", "Doctors suspect a virus."),
    Leaves("person/find guilty", "Marta Velin found the guilty clerk in the cellar."),
    Leaves("person/clear", "Soldiers cleared the road of snow."),
    Leaves("person/exonerate", "The letter exonerates nobody of the theft."),
    Leaves("deed/condemn", "The drought condemned the farmers to poverty."),
    Leaves("person/blame", "The farmers know who to blame."),
    Leaves("judgement", "Brutally cold winds swept the coast."),
    Leaves("judgement", "The rebels took the town."),
]

INNOCENT = [
    # praise
    "Marta Velin praised Colonel Radu Tesk for rebuilding the school.",
    "The council thanked the firemen for saving the granary.",
    # ridicule and dislike
    "Radu Tesk is a spitting image of the old king, Marta Velin said.",
    "Marta Velin called Radu Tesk a weak candidate.",
    # disputes of policy
    "Marta Velin opposes the tariff.",
    "Radu Tesk disagreed with the council about the new road.",
    # wrongdoing of nobody in particular
    "Corruption is widespread in the port.",
    "A bomb went off in the market on Monday.",
    # words that a lemmatiser takes for one another
    "She was raped on the way home, the court heard.",
    # narration that nobody disputes
    "The rebels took the town on Friday.",
    # look-alikes of the words of accusing
    "The battery takes an hour to charge.",
    "The trial of the new drug begins in May.",
    "Marta Velin is in charge of the harbour.",
    "The fine print was hard to read.",
]
