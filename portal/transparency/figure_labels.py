"""Labels of the figures that the shipped reports carry: name → (label, unit, chart). Content, hence French."""

FIGURES = {
    "active_people": ("Personnes actives dans l’année", "", "Qui s’en sert"),
    "daily_people": ("Personnes actives un jour ordinaire", "", "Qui s’en sert"),
    "organisations": ("Associations", "", "Qui s’en sert"),
    "accounts": ("Comptes ouverts", "", "Qui s’en sert"),
    "space_gb": ("Espace occupé", "Go", ""),
    "lessons_read": ("Leçons lues", "", ""),
    "attestations": ("Attestations de suivi", "", "Apprendre et s’entraider"),
    "topics_opened": ("Questions posées sur le forum", "", "Apprendre et s’entraider"),
    "topics_solved": ("Questions résolues", "", "Apprendre et s’entraider"),
    "incidents": ("Incidents", "", ""),
    "incidents_with_data_lost": ("Incidents avec perte de données", "", ""),
    "trainings": ("Ateliers et formations", "", "Apprendre et s’entraider"),
    "training_participants": ("Participations aux ateliers", "", "Apprendre et s’entraider"),
    "volunteers": ("Bénévoles", "", ""),
    "staff": ("Personnes salariées qui y travaillent", "", ""),
    "electricity_kwh": ("Électricité", "kWh", ""),
    "legal_requests": ("Demandes d’autorités", "", ""),
    "contents_reported": ("Contenus signalés", "", ""),
}
