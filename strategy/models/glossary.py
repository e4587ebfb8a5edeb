"""The words of the programme that most strategies use, in its three languages."""

SEEDS: tuple[dict[str, str], ...] = tuple(
    {"en": en, "es": es, "pt_br": pt}
    for en, es, pt in (
        ("action plan", "plan de acción", "plano de ação"),
        ("baseline", "línea de base", "linha de base"),
        ("capacity", "capacidad", "capacidade"),
        ("chief data officer", "director de datos", "diretor de dados"),
        ("dashboard", "tablero", "painel"),
        ("data catalogue", "catálogo de datos", "catálogo de dados"),
        ("data governance", "gobernanza de datos", "governança de dados"),
        ("data inventory", "inventario de datos", "inventário de dados"),
        ("data quality", "calidad de datos", "qualidade de dados"),
        ("data sharing agreement", "acuerdo de intercambio de datos",
         "acordo de compartilhamento de dados"),
        ("data steward", "custodio de datos", "curador de dados"),
        ("disaggregated data", "datos desagregados", "dados desagregados"),
        ("goal", "meta", "meta"),
        ("governance", "gobernanza", "governança"),
        ("indicator", "indicador", "indicador"),
        ("initiative", "iniciativa", "iniciativa"),
        ("metadata", "metadatos", "metadados"),
        ("milestone", "hito", "marco"),
        ("open data", "datos abiertos", "dados abertos"),
        ("open data portal", "portal de datos abiertos", "portal de dados abertos"),
        ("personal data", "datos personales", "dados pessoais"),
        ("privacy", "privacidad", "privacidade"),
        ("quick win", "logro temprano", "ganho rápido"),
        ("resident", "residente", "morador"),
        ("skills survey", "encuesta de habilidades", "pesquisa de competências"),
        ("stakeholder", "parte interesada", "parte interessada"),
        ("standard", "estándar", "padrão"),
        ("transparency", "transparencia", "transparência"),
        ("workshop", "taller", "oficina"),
    )
)  # fmt: skip
