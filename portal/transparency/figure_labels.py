"""Labels of the figures that the shipped reports carry: name → (label, unit, chart). Content, hence French."""

FIGURES = {
    "active_people": ("Personnes actives dans l’année", "", "Qui s’en sert"),
    "daily_people": ("Personnes actives un jour ordinaire", "", "Qui s’en sert"),
    "organisations": ("Associations", "", "Qui s’en sert"),
    "accounts": ("Comptes ouverts", "", "Qui s’en sert"),
    "people": ("Comptes sur le portail", "", "Qui s’en sert"),
    "people_active_day": ("Personnes qui se connectent un jour ordinaire", "", "Qui s’en sert"),
    "people_active_month": ("Personnes qui se connectent en un mois", "", "Qui s’en sert"),
    "accounts_used_month": ("Comptes cloud utilisés en un mois", "", "Qui s’en sert"),
    "services": ("Services", "", ""),
    "space_gb": ("Espace occupé", "Go", ""),
    "learners": ("Personnes qui apprennent en un mois", "", "Apprendre et s’entraider"),
    "lessons_done": ("Leçons faites depuis le début", "", ""),
    "lessons_opened": ("Leçons ouvertes", "", ""),
    "attestations_valid": ("Attestations de suivi depuis le début", "", "Apprendre et s’entraider"),
    "visits": ("Pages lues", "", ""),
    "lessons_read": ("Leçons lues", "", ""),
    "attestations": ("Attestations de suivi", "", "Apprendre et s’entraider"),
    "topics_opened": ("Questions posées sur le forum", "", "Apprendre et s’entraider"),
    "topics_solved": ("Questions résolues", "", "Apprendre et s’entraider"),
    "forum_opened": ("Remontées de bug et questions sur le forum", "", "Le forum de l’année"),
    "forum_solved": ("Remontées de bug et questions résolues", "", "Le forum de l’année"),
    "forum_first_answer_hours": ("Temps médian jusqu’à la première réponse sur le forum", "h", ""),
    "forum_solution_hours": ("Temps médian jusqu’à la solution sur le forum", "h", ""),
    "availability": ("Services opérationnels, en moyenne", "%", ""),
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

# Figures that are also told by territory → title of their chart.
BY_TERRITORY = {
    "organisations": "Associations par territoire",
    "accounts": "Comptes cloud par territoire",
    "space_gb": "Espace occupé par territoire",
}

READ = "Pages lues par rubrique"
FIGURES |= {
    f"visits_{section}": (label, "", READ)
    for section, label in (
        ("accueil", "Accueil"),
        ("mooc", "Cours"),
        ("forum", "Forum"),
        ("services", "Services"),
        ("incidents", "Journal des incidents"),
        ("fiches", "Fiches"),
        ("agenda", "Agenda"),
        ("nouvelles", "Nouvelles"),
        ("recherche", "Recherche"),
        ("transparence", "Transparence"),
        ("compte", "Mon compte"),
        ("autres", "Autres pages"),
    )
}
